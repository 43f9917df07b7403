package io.holdfast.configuration;

import java.util.regex.Pattern;

/** Environment variables that are ours. */
final class Variables {

    static final String PREFIX = "HOLDFAST_";

    /** Names the configuration file. */
    static final String FILE = PREFIX + "CONFIG";

    static final String JOB = PREFIX + "JOB_";

    /** What Kubernetes puts into each container about each service of its namespace, one called "holdfast" among them. */
    private static final Pattern OF_KUBERNETES =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    /** What a drill tells the command that looks at its outputs. */
    private static final String OF_DRILLS = PREFIX + "DRILL_OUTPUT";

    private Variables() {}

    static boolean isOurs(String variable) {
        return variable.startsWith(PREFIX)
                && !variable.equals(FILE)
                && !variable.equals(OF_DRILLS)
                && !OF_KUBERNETES.matcher(variable).matches();
    }
}
