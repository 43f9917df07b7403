package io.holdfast.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * What is known of a job after its events. Planted defects: a row that is found under another id, lag from the wrong mark, publication that counts
 * from another batch, a restart that stays unready, what waited before a restart waiting for ever.
 */
class JobMonitorTest {

    private JobMonitor monitor;
    private final MonitoredEvents job =
            new MonitoredEvents(time -> monitor = new JobMonitor(MonitoredEvents.INFO, time));

    private SourceStatus source() {
        return monitor.status().sources().get(0);
    }

    private SinkStatus sink() {
        return monitor.status().sinks().get(0);
    }

    private Diagnosis diagnosis() {
        return Diagnosis.of(monitor, job);
    }

    @Test
    void knowsWhatAJobIsMadeOfBeforeItIsReady() {
        assertThat(monitor.status().phase()).isEqualTo(Phase.STARTING);
        assertThat(source().name()).isEqualTo("in");
        assertThat(sink().kind()).isEqualTo("files");
        assertThat(Diagnosis.notReady(monitor.status())).isEqualTo("starting");
        assertThat(diagnosis().level()).isEqualTo(Level.ATTENTION);
        job.ready(-1);
        assertThat(Diagnosis.notReady(monitor.status())).isNull();
        assertThat(diagnosis()).isEqualTo(new Diagnosis(Level.HEALTHY, java.util.List.of()));
    }

    @Test
    void keepsWhatABatchCost() {
        job.ready(-1).started(0).committed(0, 10, 10, false);
        BatchRow row = monitor.history().newest(1).get(0);
        assertThat(row.batch()).isZero();
        assertThat(row.waitMillis()).isEqualTo(6);
        assertThat(row.readMillis()).isEqualTo(10);
        assertThat(row.computeMillis()).isEqualTo(20);
        assertThat(row.sealMillis()).as("the rest of the run").isEqualTo(40);
        assertThat(row.commitMillis()).isEqualTo(15);
        assertThat(row.publishMillis()).as("to come").isNull();
        assertThat(monitor.status().running()).isNull();
        job.pass(120).published(0L);
        assertThat(monitor.history().newest(1).get(0).publishMillis()).isEqualTo(120);
    }

    @Test
    void keepsTheLastThousandBatches() {
        job.ready(-1);
        for (int batch = 0; batch < 2_500; batch++) {
            job.committed(batch, 10, 10, false, 0);
        }
        assertThat(monitor.history().since(0)).hasSize(BatchHistory.CAPACITY);
        assertThat(monitor.history().since(0).get(0).batch()).isEqualTo(1_500);
        assertThat(monitor.history().newest(3)).extracting(BatchRow::batch).containsExactly(2_497L, 2_498L, 2_499L);
        assertThat(monitor.history().find(1_499)).isNull();
        assertThat(monitor.history().newest(1).get(0).publishMillis())
                .as("without output")
                .isZero();
    }

    @Test
    void tellsWhichRowsChanged() {
        job.ready(-1).committed(0, 10, 10, false).committed(1, 20, 20, false);
        long seen = monitor.history().since(0).get(1).change();
        assertThat(monitor.history().since(seen)).isEmpty();
        job.published(0L);
        assertThat(monitor.history().since(seen)).extracting(BatchRow::batch).containsExactly(0L);
    }

    @Test
    void addsTheTablesOfAnOperator() {
        job.ready(-1).committed(0, 10, 10, false);
        OperatorStatus counts = monitor.status().operators().get(0);
        assertThat(monitor.status().operators()).hasSize(1);
        assertThat(counts.keys()).isEqualTo(42);
        assertThat(counts.cacheBytes()).isEqualTo(4_200);
        assertThat(counts.storeBytes()).isEqualTo(42_000);
        assertThat(counts.watermarkMillis()).isEqualTo(995_000);
        assertThat(monitor.status().checkpoint().oldestSnapshot()).isEqualTo(3);
    }

    @Test
    void tellsSinceWhenTheNextRecordHasWaited() {
        job.ready(-1).committed(0, 10, 10, false);
        assertThat(source().behindSinceMillis()).isNull();
        job.pass(1_000).committed(1, 20, 50, true);
        assertThat(source().unreadRecords()).isEqualTo(30);
        assertThat(source().behindSinceMillis()).isEqualTo(1_001_000);
        assertThat(source().atLeast()).isFalse();
        job.pass(1_000).committed(2, 30, 90, true);
        assertThat(source().behindSinceMillis()).as("record 30 was there").isEqualTo(1_001_000);
        job.pass(1_000).committed(3, 50, 120, true);
        assertThat(source().behindSinceMillis()).as("record 50 came later").isEqualTo(1_002_000);
        job.pass(1_000).committed(4, 125, 130, false);
        assertThat(source().behindSinceMillis()).as("the next batch reads it").isNull();
        assertThat(source().unreadRecords()).isEqualTo(5);
    }

    @Test
    void saysThatWhatWasThereAtTheStartMayHaveWaitedForLonger() {
        job.ready(4).committed(5, 20, 50, true);
        assertThat(source().atLeast()).isTrue();
        job.pass(60_000).committed(6, 30, 90, true);
        assertThat(source().atLeast()).isTrue();
        assertThat(diagnosis().findings().get(0).text()).contains("'in'", "at least 60 s", "60 records");
        job.committed(7, 60, 120, true);
        assertThat(source().atLeast()).isFalse();
    }

    @Test
    void keepsFewMarksOfASplitThatIsBehindForLong() {
        job.ready(-1).committed(0, 10, 10, false);
        for (int batch = 1; batch < 10_000; batch++) {
            job.pass(1_000).committed(batch, 20, 100 * batch, true);
        }
        assertThat(source().behindSinceMillis()).isEqualTo(1_001_000);
        job.pass(1_000).committed(10_000, 500_000, 1_000_100, true);
        assertThat(source().behindSinceMillis())
                .as("about when 5,000 batches had come")
                .isBetween(6_001_000L, 6_800_000L);
    }

    @Test
    void followsWhatASinkHasPublished() {
        job.ready(-1).committed(0, 10, 10, false, 0);
        assertThat(sink().publishedThrough()).as("nothing waits").isZero();
        job.committed(1, 20, 20, false).pass(10).committed(2, 30, 30, false);
        assertThat(sink().publishedThrough()).isZero();
        assertThat(sink().unpublishedBatches()).isEqualTo(2);
        assertThat(sink().unpublishedSinceMillis()).isEqualTo(1_000_000);
        job.published(1L, 2L);
        assertThat(sink().publishedThrough()).isEqualTo(2);
        assertThat(sink().unpublishedSinceMillis()).isNull();
        assertThat(sink().records()).isEqualTo(2);
    }

    @Test
    void learnsFromARestartWhatWasPublished() {
        job.ready(-1).committed(0, 10, 10, false).committed(1, 20, 20, false).publicationFailed(0);
        job.restarting(1, 1);
        assertThat(monitor.status().phase()).isEqualTo(Phase.RESTARTING);
        assertThat(Diagnosis.notReady(monitor.status())).contains("sink down", "refused");
        assertThat(diagnosis().level()).isEqualTo(Level.UNHEALTHY);
        job.pass(500).ready(1);
        assertThat(sink().unpublishedBatches()).isZero();
        assertThat(sink().failures()).isEqualTo(1);
        assertThat(monitor.status().failure()).isNull();
        RestartStatus restart = monitor.status().starts().get(0);
        assertThat(restart.cause()).contains("sink down", "caused by RuntimeException: refused");
        assertThat(restart.fromBatch()).isEqualTo(1);
        assertThat(restart.readyAfterMillis()).isEqualTo(250);
        assertThat(diagnosis().level()).as("lately").isEqualTo(Level.ATTENTION);
        job.pass(11 * 60_000);
        assertThat(diagnosis().level()).isEqualTo(Level.HEALTHY);
    }

    @Test
    void keepsTheLastHundredRestarts() {
        for (int i = 0; i < 300; i++) {
            job.ready(i).restarting(i, 1);
        }
        assertThat(monitor.status().starts()).hasSize(JobStatus.STARTS);
        assertThat(monitor.status().restarts()).isEqualTo(300);
    }

    @Test
    void findsWhatIsStuck() {
        job.ready(-1).started(0).pass(9_000);
        assertThat(diagnosis().level()).isEqualTo(Level.HEALTHY);
        job.pass(2_000);
        assertThat(diagnosis().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.ATTENTION);
            assertThat(finding.text()).contains("Batch 0", "11 s");
        });
        job.pass(300_000);
        assertThat(diagnosis().level()).isEqualTo(Level.UNHEALTHY);
    }

    @Test
    void findsASinkThatBatchesWaitFor() {
        job.ready(-1);
        for (int batch = 0; batch < 4; batch++) {
            job.committed(batch, 10, 10, false);
        }
        assertThat(diagnosis().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.UNHEALTHY);
            assertThat(finding.text()).contains("wait for sink 'out'", "4");
        });
    }

    @Test
    void saysWhatEndedTheJob() {
        job.ready(-1).ended(new IllegalStateException("disk full"));
        assertThat(Diagnosis.notReady(monitor.status())).contains("disk full");
        assertThat(diagnosis().findings().get(0).text()).contains("has ended", "disk full");
    }

    @Test
    void aFailureIsCutShort() {
        job.ended(new IllegalStateException("x".repeat(1_000_000)));
        assertThat(monitor.status().failure().length()).isLessThan(2_100);
    }

    @Test
    void countsFailuresOfReceivers() {
        job.ready(-1).receiverFailed().receiverFailed();
        assertThat(source().receiverFailures()).isEqualTo(2);
    }
}
