package io.holdfast.testkit.simulation;

import io.holdfast.state.WorkingStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A working store in memory whose checkpoints are real files, numbered as RocksDB numbers its own: a space that has not
 * changed keeps its table file, one that has gets the next number.
 */
public final class InMemoryWorkingStore implements WorkingStore {

    /** Opens them; a step is reported before and after each checkpoint. */
    public static final class Factory implements WorkingStore.Factory {

        private final StepListener steps;

        /** Reports to nobody. */
        public Factory() {
            this(step -> {});
        }

        /** Reports to a listener. */
        public Factory(StepListener steps) {
            this.steps = steps;
        }

        @Override
        public WorkingStore open(Path directory, List<String> spaces) {
            return new InMemoryWorkingStore(directory, spaces, steps);
        }
    }

    /** Hears of the steps that a snapshot takes. */
    public interface StepListener {

        /** Called on the thread that takes the step. */
        void at(String step);
    }

    private static final class Space {
        final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
        String file = "";
    }

    private interface Write {
        void apply();
    }

    private final Path directory;
    private final List<String> names;
    private final StepListener steps;
    private final List<Space> spaces = new ArrayList<>();
    private final List<Write> staged = new ArrayList<>();
    private long nextFile = 1;
    private boolean closed;

    private InMemoryWorkingStore(Path directory, List<String> names, StepListener steps) {
        this.directory = directory;
        this.names = names;
        this.steps = steps;
        try {
            load();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void load() throws IOException {
        Properties current = new Properties();
        if (Files.exists(directory.resolve("CURRENT"))) {
            try (var in = Files.newBufferedReader(directory.resolve("CURRENT"))) {
                current.load(in);
            }
            nextFile = Long.parseLong(current.getProperty("next"));
            if (current.keySet().removeIf(this::isDropped)) {
                writeCurrent(directory, current);
            }
        }
        for (String name : names) {
            Space space = new Space();
            space.file = current.getProperty("space." + name, "");
            if (!space.file.isEmpty()) {
                TableFile.read(directory.resolve(space.file), space.entries);
            }
            spaces.add(space);
        }
    }

    private boolean isDropped(Object property) {
        return !property.equals("next") && names.stream().noneMatch(name -> property.equals("space." + name));
    }

    @Override
    public synchronized byte @Nullable [] get(int space, byte[] key) {
        checkOpen();
        return spaces.get(space).entries.get(key);
    }

    @Override
    public synchronized List<byte @Nullable []> getAll(int space, List<byte[]> keys) {
        List<byte @Nullable []> values = new ArrayList<>();
        keys.forEach(key -> values.add(get(space, key)));
        return values;
    }

    @Override
    public synchronized void stagePut(int space, byte[] key, byte[] value) {
        staged.add(() -> {
            Space target = spaces.get(space);
            target.file = "";
            target.entries.put(key, value);
        });
    }

    @Override
    public synchronized void stageDelete(int space, byte[] key) {
        staged.add(() -> {
            Space target = spaces.get(space);
            target.file = "";
            target.entries.remove(key);
        });
    }

    @Override
    public synchronized void apply() {
        checkOpen();
        staged.forEach(Write::apply);
        staged.clear();
    }

    @Override
    public synchronized Cursor scan(int space, byte[] from) {
        checkOpen();
        Iterator<Map.Entry<byte[], byte[]>> entries = new TreeMap<>(
                        spaces.get(space).entries.tailMap(from, true))
                .entrySet()
                .iterator();
        return new Cursor() {
            private Map.Entry<byte[], byte[]> entry = Map.entry(new byte[0], new byte[0]);

            @Override
            public boolean next() {
                boolean found = entries.hasNext();
                entry = found ? entries.next() : entry;
                return found;
            }

            @Override
            public byte[] key() {
                return entry.getKey();
            }

            @Override
            public byte[] value() {
                return entry.getValue();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void checkpoint(Path target) {
        steps.at("before the checkpoint");
        try {
            write(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        steps.at("after the checkpoint");
    }

    private synchronized void write(Path target) throws IOException {
        checkOpen();
        Files.createDirectory(target);
        Properties current = new Properties();
        for (int i = 0; i < spaces.size(); i++) {
            Space space = spaces.get(i);
            if (space.file.isEmpty()) {
                space.file = String.format("%06d.sst", nextFile++);
                TableFile.write(directory.resolve(space.file), space.entries);
            }
            current.setProperty("space." + names.get(i), space.file);
            Files.createLink(target.resolve(space.file), directory.resolve(space.file));
        }
        current.setProperty("next", Long.toString(nextFile));
        writeCurrent(target, current);
    }

    private static void writeCurrent(Path target, Properties current) throws IOException {
        // Not Properties.store, which writes the date too: the same seed must give the same bytes.
        StringBuilder text = new StringBuilder();
        new TreeMap<>(current).forEach((name, value) -> text.append(name + "=" + value + "\n"));
        Files.writeString(target.resolve("CURRENT"), text);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the store in " + directory + " is closed");
        }
    }

    @Override
    public void checkHealth() {}

    @Override
    public synchronized void close() {
        closed = true;
    }
}
