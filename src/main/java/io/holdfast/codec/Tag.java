package io.holdfast.codec;

/**
 * The tags of built-in types: part of the format of a checkpoint, never changed, never used again for something else.
 * A value is its tag as unsigned LEB128, then its payload. <i>varint</i> is unsigned LEB128, <i>zigzag</i> a signed
 * number as varint of {@code (n << 1) ^ (n >> 63)}, <i>fixed</i> big-endian, <i>value</i> a tag with its payload,
 * <i>string</i> a varint number of bytes and the UTF-8 form. Tags from {@link TypeSchema#FIRST_ID} on are ids of
 * registered types; those between are reserved.
 *
 * <table>
 * <caption>Built-in types</caption>
 * <tr><th>tag</th><th>type</th><th>payload</th></tr>
 * <tr><td>0</td><td>null</td><td>none</td></tr>
 * <tr><td>1</td><td>Boolean false</td><td>none</td></tr>
 * <tr><td>2</td><td>Boolean true</td><td>none</td></tr>
 * <tr><td>3</td><td>Byte</td><td>one byte</td></tr>
 * <tr><td>4</td><td>Short</td><td>zigzag</td></tr>
 * <tr><td>5</td><td>Integer</td><td>zigzag</td></tr>
 * <tr><td>6</td><td>Long</td><td>zigzag</td></tr>
 * <tr><td>7</td><td>Float</td><td>4 bytes fixed, IEEE 754; every NaN as 7fc00000</td></tr>
 * <tr><td>8</td><td>Double</td><td>8 bytes fixed, IEEE 754; every NaN as 7ff8000000000000</td></tr>
 * <tr><td>9</td><td>Character</td><td>varint of the UTF-16 unit</td></tr>
 * <tr><td>10</td><td>String</td><td>string; an unpaired surrogate as the three bytes of its code point</td></tr>
 * <tr><td>11</td><td>byte[]</td><td>varint length, bytes</td></tr>
 * <tr><td>12</td><td>BigInteger</td><td>varint length, shortest two's complement, big-endian</td></tr>
 * <tr><td>13</td><td>BigDecimal</td><td>zigzag scale, unscaled value like BigInteger</td></tr>
 * <tr><td>14</td><td>UUID</td><td>16 bytes</td></tr>
 * <tr><td>15</td><td>Instant</td><td>zigzag seconds since the epoch, varint nanoseconds</td></tr>
 * <tr><td>16</td><td>Duration</td><td>zigzag seconds, varint nanoseconds</td></tr>
 * <tr><td>17</td><td>LocalDate</td><td>zigzag days since the epoch</td></tr>
 * <tr><td>18</td><td>LocalTime</td><td>varint nanoseconds of the day</td></tr>
 * <tr><td>19</td><td>LocalDateTime</td><td>LocalDate, LocalTime</td></tr>
 * <tr><td>20</td><td>OffsetDateTime</td><td>LocalDateTime, zigzag offset in seconds</td></tr>
 * <tr><td>21</td><td>ZonedDateTime</td><td>Instant, string zone id</td></tr>
 * <tr><td>22</td><td>ZoneId</td><td>string id</td></tr>
 * <tr><td>23</td><td>Optional</td><td>value; null if empty</td></tr>
 * <tr><td>24</td><td>List</td><td>varint count, values</td></tr>
 * <tr><td>25</td><td>Set</td><td>varint count, values in order of iteration</td></tr>
 * <tr><td>26</td><td>Map</td><td>varint count, for each entry key value, mapped value, in order of iteration</td></tr>
 * <tr><td>27</td><td>Pair</td><td>key value, mapped value</td></tr>
 * <tr><td>28</td><td>int[]</td><td>varint count, 4 bytes fixed each</td></tr>
 * <tr><td>29</td><td>long[]</td><td>varint count, 8 bytes fixed each</td></tr>
 * <tr><td>30</td><td>double[]</td><td>varint count, 8 bytes fixed each like Double</td></tr>
 * <tr><td>31</td><td>PaneKey</td><td>8 bytes fixed time, one byte level, key value</td></tr>
 * <tr><td>32</td><td>Windowed</td><td>start value, end value, value</td></tr>
 * </table>
 */
final class Tag {

    static final int NULL = 0;
    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int BYTE = 3;
    static final int SHORT = 4;
    static final int INTEGER = 5;
    static final int LONG = 6;
    static final int FLOAT = 7;
    static final int DOUBLE = 8;
    static final int CHARACTER = 9;
    static final int STRING = 10;
    static final int BYTES = 11;
    static final int BIG_INTEGER = 12;
    static final int BIG_DECIMAL = 13;
    static final int UUID = 14;
    static final int INSTANT = 15;
    static final int DURATION = 16;
    static final int LOCAL_DATE = 17;
    static final int LOCAL_TIME = 18;
    static final int LOCAL_DATE_TIME = 19;
    static final int OFFSET_DATE_TIME = 20;
    static final int ZONED_DATE_TIME = 21;
    static final int ZONE_ID = 22;
    static final int OPTIONAL = 23;
    static final int LIST = 24;
    static final int SET = 25;
    static final int MAP = 26;
    static final int PAIR = 27;
    static final int INTS = 28;
    static final int LONGS = 29;
    static final int DOUBLES = 30;
    static final int PANE_KEY = 31;
    static final int WINDOWED = 32;

    /** The highest tag of a built-in type. */
    static final int LAST = WINDOWED;

    private Tag() {}
}
