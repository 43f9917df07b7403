package io.holdfast.drill.network;

import java.nio.ByteBuffer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.ResponseHeader;

/**
 * Replaces the addresses of brokers in responses, so that clients who are told where to go on stay in the network. These five
 * kinds of response hold all that clients are told; the layouts are those of Kafka's protocol guide, as its client library reads
 * them.
 */
final class Addresses {

    /** Where a broker is to be found instead. */
    private final BiFunction<String, Integer, Address> moved;

    /** A host and a port. */
    record Address(String host, int port) {}

    Addresses(BiFunction<String, Integer, Address> moved) {
        this.moved = moved;
    }

    /** Whether responses of this kind may hold addresses. */
    static boolean mayBeIn(short api) {
        return api == ApiKeys.METADATA.id
                || api == ApiKeys.FIND_COORDINATOR.id
                || api == ApiKeys.DESCRIBE_CLUSTER.id
                || api == ApiKeys.PRODUCE.id
                || api == ApiKeys.FETCH.id;
    }

    /** The response, without its length, with other addresses; the same if it holds none. */
    ByteBuffer replaced(short api, short version, ByteBuffer response) {
        ApiKeys key = ApiKeys.forId(api);
        ByteBuffer content = response.duplicate();
        ResponseHeader header = ResponseHeader.parse(content, key.responseHeaderVersion(version));
        ByteBufferAccessor body = new ByteBufferAccessor(content);
        Count count = new Count();
        Message data =
                switch (key) {
                    case METADATA -> metadata(new MetadataResponseData(body, version), count);
                    case FIND_COORDINATOR -> coordinators(new FindCoordinatorResponseData(body, version), count);
                    case DESCRIBE_CLUSTER -> cluster(new DescribeClusterResponseData(body, version), count);
                    case PRODUCE -> leaders(new ProduceResponseData(body, version), count);
                    case FETCH -> leaders(new FetchResponseData(body, version), count);
                    default -> throw new IllegalArgumentException("no addresses are in responses of " + key);
                };
        return count.replaced == 0
                ? response
                : RequestUtils.serialize(header.data(), header.headerVersion(), data, version);
    }

    private static final class Count {
        private int replaced;
    }

    private Message metadata(MetadataResponseData data, Count count) {
        data.brokers().forEach(broker -> move(broker.host(), broker.port(), broker::setHost, broker::setPort, count));
        return data;
    }

    private Message coordinators(FindCoordinatorResponseData data, Count count) {
        move(data.host(), data.port(), data::setHost, data::setPort, count);
        data.coordinators().forEach(one -> move(one.host(), one.port(), one::setHost, one::setPort, count));
        return data;
    }

    private Message cluster(DescribeClusterResponseData data, Count count) {
        data.brokers().forEach(broker -> move(broker.host(), broker.port(), broker::setHost, broker::setPort, count));
        return data;
    }

    private Message leaders(ProduceResponseData data, Count count) {
        data.nodeEndpoints().forEach(one -> move(one.host(), one.port(), one::setHost, one::setPort, count));
        return data;
    }

    private Message leaders(FetchResponseData data, Count count) {
        data.nodeEndpoints().forEach(one -> move(one.host(), one.port(), one::setHost, one::setPort, count));
        return data;
    }

    /** An answer that knows no broker has no port. */
    private void move(String host, int port, Consumer<String> newHost, IntConsumer newPort, Count count) {
        if (port > 0) {
            Address other = moved.apply(host, port);
            newHost.accept(other.host());
            newPort.accept(other.port());
            count.replaced++;
        }
    }
}
