package io.holdfast.cli;

import java.util.concurrent.Callable;

/** A command that runs a job in this process: its exit code tells a supervisor whether a restart can help. */
interface JobCommand extends Callable<Integer> {

    String STOPPED = "0:stopped in good order";
    String FAILED = "1:failed, and a restart may help: a broker was away, a disk full, a function threw";
    String WRONG_USAGE = "2:wrong usage or configuration; a restart does not help";
    String DAMAGED = "65:the checkpoint is damaged; a restart does not help, the message says what does";
    String TAKEN_OVER = "69:another process has the checkpoint directory; a restart would take it away from that one";
    String INCOMPATIBLE = "78:job and checkpoint do not fit together; a restart does not help";
    String ENDED_AT_ONCE = "130:ended at once by a second SIGINT; 143 by a second SIGTERM";
}
