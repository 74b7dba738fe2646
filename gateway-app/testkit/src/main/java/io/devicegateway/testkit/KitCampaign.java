package io.devicegateway.testkit;

import io.devicegateway.api.Campaign;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A campaign in the time of the kit. */
record KitCampaign<R extends DeviceReply>(Campaign<R> campaign, KitLoop loop) implements Campaign<R> {
    @Override
    public Progress progress() {
        return campaign.progress();
    }

    @Override
    public Map<DeviceId, CommandResult<R>> results() {
        return campaign.results();
    }

    @Override
    public void cancel(String reason) {
        campaign.cancel(reason);
    }

    @Override
    public CompletableFuture<Progress> ended() {
        return loop.hand(campaign.ended());
    }
}
