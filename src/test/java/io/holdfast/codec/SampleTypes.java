package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Classes as jobs register them. */
final class SampleTypes {

    private SampleTypes() {}

    enum Color {
        RED,
        GREEN {
            @Override
            boolean isCalm() {
                return true;
            }
        },
        BLUE;

        boolean isCalm() {
            return false;
        }
    }

    record Everything(
            boolean flag,
            byte tiny,
            short small,
            char letter,
            int medium,
            long big,
            float single,
            double precise,
            @Nullable String text,
            @Nullable Long boxed,
            @Nullable Color color,
            @Nullable Point point,
            @Nullable List<Object> list,
            @Nullable Object any) {}

    record Point(int x, int y) {}

    record Empty() {}

    record Click(String user, long count, Instant at) {}

    record Node(String name, @Nullable Node next) {}

    record Tagged(String name, Map<String, String> tags) {}

    record Loose(@Nullable Object part) {}

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    record Drawing(Shape shape) {}

    /** Has its own form, of which it promises that it is canonical. */
    static final class Money {
        final long cents;

        Money(long cents) {
            this.cents = cents;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Money money && money.cents == cents;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(cents);
        }
    }

    static final class MoneyCodec implements Codec<Money> {
        @Override
        public void encode(Money value, BytesWriter out) {
            out.writeZigZag(value.cents);
        }

        @Override
        public Money decode(BytesReader in) {
            return new Money(in.readZigZag());
        }

        @Override
        public boolean canonical() {
            return true;
        }

        @Override
        public boolean immutable() {
            return true;
        }
    }

    static class Account {
        String owner = "";
        long balance;
    }

    /** A plain class that holds all kinds of things, inherited ones among them. */
    static final class Session extends Account {
        final List<Click> clicks = new ArrayList<>();
        final Map<String, @Nullable Object> notes = new HashMap<>();
        final TreeMap<Long, Color> colors = new TreeMap<>();
        final AtomicLong hits = new AtomicLong();

        @Nullable
        UUID id;

        @Nullable
        Account shared;

        @Nullable
        Money money;

        transient int scratch = 7;

        private Object state() {
            Account account = shared;
            return List.of(
                    owner,
                    balance,
                    clicks,
                    notes,
                    colors,
                    hits.get(),
                    String.valueOf(id),
                    account == null ? "" : account.owner + account.balance,
                    money == null ? "" : money);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Session session && session.state().equals(state());
        }

        @Override
        public int hashCode() {
            return Objects.hash(owner, balance);
        }
    }

    static Session session(String owner) {
        Session session = new Session();
        session.owner = owner;
        session.balance = owner.length() * 1000L;
        session.clicks.add(new Click(owner, 3, Instant.ofEpochSecond(5, 6)));
        session.clicks.add(new Click("other", -3, Instant.EPOCH));
        session.notes.put("a", 1);
        session.notes.put("nothing", null);
        session.notes.put("list", new ArrayList<>(List.of(1L, "two", new Point(3, 4))));
        session.notes.put("fixed", List.of(1, 2, 3));
        session.colors.put(4L, Color.GREEN);
        session.colors.put(2L, Color.RED);
        session.hits.set(77);
        session.id = new UUID(1, 2);
        session.shared = new Account();
        session.shared.owner = "x".repeat(300);
        session.money = new Money(1234);
        return session;
    }

    static Types types() {
        return Types.builder()
                .register(
                        Color.class, Everything.class, Point.class, Empty.class, Click.class, Node.class, Tagged.class)
                .register(Loose.class, Shape.class, Drawing.class, Account.class, Session.class)
                .register(Money.class, new MoneyCodec())
                .build();
    }
}
