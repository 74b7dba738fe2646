package io.devicegateway.vending;

import io.devicegateway.simulation.Fault;

/** How a {@link VendingCabinet} misbehaves when it is told to, or by chance. */
public enum VendingFault implements Fault<VendingFault.Kind> {
    JAMMED_LANE(Kind.SALE, "the lane of a sale is jammed this time: motor timeout, nothing falls"),
    NO_DROP(Kind.SALE, "the goods of a sale fall and are not seen to fall"),
    LOSE_RESULT(Kind.SALE, "the goods of a sale fall and its result is lost"),
    IGNORE_SALE(Kind.SALE, "a sale is neither carried out nor answered"),
    DUPLICATE_DELIVERY(
            Kind.SALE, "a sale is heard twice: it is carried out once and answered twice, with 5 and with 0"),
    IGNORE_QUERY(Kind.QUERY, "a query is not answered"),
    LATE_ANSWER(Kind.ANSWER, "an answer comes late"),
    ANSWER_TWICE(Kind.ANSWER, "an answer comes twice"),
    WRONG_MESSAGE_ID(Kind.ANSWER, "an answer has another message number than the question"),
    NO_MESSAGE_ID(Kind.ANSWER, "an answer has no message number"),
    SAMPLE_SPELLING(Kind.MESSAGE, "a message is spelled as in the document's samples, with blanks in the ids"),
    C_STRING(Kind.MESSAGE, "a message ends in CR, LF and NUL"),
    NUMBERS_AS_TEXT(Kind.MESSAGE, "the numbers of a message are texts, and its content is a number where it can be"),
    JUNK(Kind.MESSAGE, "something that is no message is published before a message"),
    RETAINED(Kind.MESSAGE, "a message is published as retained"),
    FALL_SILENT(
            Kind.CONNECTION,
            "nothing is said or heard any more, but the connection stays open, until someone switches the cabinet off and on");

    private final Kind kind;
    private final String words;

    VendingFault(Kind kind, String words) {
        this.kind = kind;
        this.words = words;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public String words() {
        return words;
    }

    /** What a fault befalls: the opportunities for it. */
    public enum Kind {
        /** A sale. */
        SALE,
        /** A query. */
        QUERY,
        /** An answer, to a sale or a query. */
        ANSWER,
        /** A message that goes out. */
        MESSAGE,
        /** The connection; each heartbeat is an opportunity. */
        CONNECTION
    }
}
