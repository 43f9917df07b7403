package io.holdfast.state;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import java.util.ArrayList;
import java.util.List;

/** Longs and strings, which are immutable, and lists of longs, which are not. */
class PlainValues implements ValueCodec {

    @Override
    public void encode(Object value, BytesWriter out) {
        if (value instanceof Long number) {
            out.writeByte(1);
            out.writeZigZag(number);
        } else if (value instanceof String text) {
            out.writeByte(2);
            out.writeString(text);
        } else {
            List<?> list = (List<?>) value;
            out.writeByte(3);
            out.writeVarInt(list.size());
            list.forEach(element -> out.writeZigZag((Long) element));
        }
    }

    @Override
    public Object decode(BytesReader in) {
        byte tag = in.readByte();
        return switch (tag) {
            case 1 -> in.readZigZag();
            case 2 -> in.readString();
            case 3 -> list(in);
            default -> throw new MalformedBytesException("tag " + tag);
        };
    }

    private static List<Long> list(BytesReader in) {
        int size = in.readVarInt();
        List<Long> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(in.readZigZag());
        }
        return list;
    }

    @Override
    public boolean isImmutable(Object value) {
        return !(value instanceof List);
    }
}
