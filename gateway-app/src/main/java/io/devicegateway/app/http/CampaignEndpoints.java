package io.devicegateway.app.http;

import io.devicegateway.api.Campaign;
import io.devicegateway.api.CampaignPlan;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.Gateway;
import io.devicegateway.app.http.Problem.FieldProblem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One command to many devices: starting it, looking at it, cancelling it. The latest hundred are known, until a restart. */
final class CampaignEndpoints {
    private static final int KEPT = 100;
    private static final int LONGEST_REASON = 256;

    private final Gateway gateway;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Campaign<DeviceReply>> campaigns = new LinkedHashMap<>();

    CampaignEndpoints(Gateway gateway) {
        this.gateway = gateway;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/campaigns", this::list),
                Route.post("/api/v1/campaigns", this::start),
                Route.get("/api/v1/campaigns/{campaign}", this::get),
                Route.get("/api/v1/campaigns/{campaign}/results", this::results),
                Route.post("/api/v1/campaigns/{campaign}/cancel", this::cancel));
    }

    private Reply list(Call call) {
        call.query();
        ObjectNode node = ApiJson.object();
        ArrayNode all = node.putArray("campaigns");
        lock.lock();
        try {
            campaigns.forEach((id, campaign) -> all.add(progress(id, campaign)));
        } finally {
            lock.unlock();
        }
        return Reply.json(200, node);
    }

    private Reply start(Call call) {
        call.query();
        CampaignPlan<DeviceReply> plan = CampaignRequest.read(
                call.body(), call.header(CommandEndpoints.KEY_HEADER).orElse(null));
        String id = UUID.randomUUID().toString();
        Campaign<DeviceReply> campaign;
        lock.lock();
        try {
            campaign = gateway.start(plan);
            campaigns.put(id, campaign);
            forgetOldest();
        } catch (IllegalStateException e) {
            throw new Problem(
                            503,
                            "too-many-campaigns",
                            "There are too many campaigns",
                            String.valueOf(e.getMessage()),
                            "wait for one to end, or cancel one")
                    .header("Retry-After", "60")
                    .asException();
        } finally {
            lock.unlock();
        }
        return Reply.json(201, progress(id, campaign));
    }

    /** One that still runs is not forgotten; the gateway bounds how many do. */
    private void forgetOldest() {
        campaigns.entrySet().stream()
                .filter(each -> each.getValue().progress().state() != Campaign.State.RUNNING)
                .map(Map.Entry::getKey)
                .limit(Math.max(0, campaigns.size() - KEPT))
                .toList()
                .forEach(campaigns::remove);
    }

    private Campaign<DeviceReply> known(Call call) {
        String id = call.segment("campaign");
        lock.lock();
        try {
            Campaign<DeviceReply> campaign = campaigns.get(id);
            if (campaign == null) {
                throw new Problem(
                                404,
                                "campaign-unknown",
                                "There is no such campaign",
                                "no campaign has the id '" + id + "', or it is forgotten",
                                "see GET /api/v1/campaigns; campaigns end with the gateway's process")
                        .asException();
            }
            return campaign;
        } finally {
            lock.unlock();
        }
    }

    private Reply get(Call call) {
        call.query();
        return Reply.json(200, progress(call.segment("campaign"), known(call)));
    }

    private Reply results(Call call) {
        call.query();
        ObjectNode node = ApiJson.object();
        ObjectNode results = node.putObject("results");
        known(call).results().forEach((device, result) -> results.set(device.toString(), ApiJson.result(result)));
        return Reply.json(200, node);
    }

    private Reply cancel(Call call) {
        call.query();
        Campaign<DeviceReply> campaign = known(call);
        ObjectNode body = call.body();
        JsonNode reason = body.path("reason");
        String text = reason.asString("");
        if (body.size() != 1 || !reason.isString() || text.isBlank() || !Written.plain(text, LONGEST_REASON)) {
            throw Problem.badFields(
                            "invalid-reason",
                            "The reason is not valid",
                            List.of(new FieldProblem(
                                    "reason",
                                    "is missing, not valid, or not the only field",
                                    "a string of 1 to " + LONGEST_REASON + " characters, no control characters")),
                            "say why the campaign is cancelled, as {\"reason\":\"wrong level\"}")
                    .asException();
        }
        campaign.cancel(text);
        return Reply.json(200, progress(call.segment("campaign"), campaign));
    }

    private static ObjectNode progress(String id, Campaign<DeviceReply> campaign) {
        Campaign.Progress progress = campaign.progress();
        return ApiJson.object()
                .put("id", id)
                .put("state", progress.state().name())
                .put("devices", progress.devices())
                .put("sent", progress.sent())
                .put("done", progress.done())
                .put("refused", progress.refused())
                .put("notSent", progress.notSent())
                .put("unknown", progress.unknown())
                .put("stopReason", progress.stopReason());
    }
}
