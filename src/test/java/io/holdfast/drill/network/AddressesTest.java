package io.holdfast.drill.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.drill.network.Addresses.Address;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.ResponseHeader;
import org.junit.jupiter.api.Test;

/** Every kind of response, in every version that a client may ask for. Planted defect: one kind is left as it is. */
class AddressesTest {

    private final Addresses addresses = new Addresses((host, port) -> new Address("door", port + 1));

    /** What a client reads after the replacement. */
    private ByteBufferAccessor passed(ApiKeys api, short version, Message response) {
        short headerVersion = api.responseHeaderVersion(version);
        ByteBuffer sent =
                RequestUtils.serialize(new ResponseHeaderData().setCorrelationId(7), headerVersion, response, version);
        ByteBuffer received = addresses.replaced(api.id, version, sent);
        assertThat(ResponseHeader.parse(received, headerVersion).correlationId())
                .isEqualTo(7);
        return new ByteBufferAccessor(received);
    }

    @Test
    void metadata() {
        for (short version : ApiKeys.METADATA.allVersions()) {
            MetadataResponseData sent = new MetadataResponseData();
            sent.brokers()
                    .add(new MetadataResponseData.MetadataResponseBroker()
                            .setNodeId(1)
                            .setHost("broker")
                            .setPort(9));
            MetadataResponseData read = new MetadataResponseData(passed(ApiKeys.METADATA, version, sent), version);
            assertThat(read.brokers()).singleElement().satisfies(one -> {
                assertThat(one.host()).isEqualTo("door");
                assertThat(one.port()).isEqualTo(10);
            });
        }
    }

    @Test
    void coordinators() {
        for (short version : ApiKeys.FIND_COORDINATOR.allVersions()) {
            FindCoordinatorResponseData sent = new FindCoordinatorResponseData();
            if (version < 4) {
                sent.setHost("broker").setPort(9);
            } else {
                sent.setCoordinators(List.of(new FindCoordinatorResponseData.Coordinator()
                        .setKey("k")
                        .setHost("broker")
                        .setPort(9)));
            }
            FindCoordinatorResponseData read =
                    new FindCoordinatorResponseData(passed(ApiKeys.FIND_COORDINATOR, version, sent), version);
            assertThat(version < 4 ? read.host() : read.coordinators().get(0).host())
                    .isEqualTo("door");
            assertThat(version < 4 ? read.port() : read.coordinators().get(0).port())
                    .isEqualTo(10);
        }
    }

    @Test
    void cluster() {
        for (short version : ApiKeys.DESCRIBE_CLUSTER.allVersions()) {
            DescribeClusterResponseData sent = new DescribeClusterResponseData();
            sent.brokers()
                    .add(new DescribeClusterResponseData.DescribeClusterBroker()
                            .setBrokerId(1)
                            .setHost("broker")
                            .setPort(9));
            DescribeClusterResponseData read =
                    new DescribeClusterResponseData(passed(ApiKeys.DESCRIBE_CLUSTER, version, sent), version);
            assertThat(read.brokers()).singleElement().satisfies(one -> assertThat(one.host())
                    .isEqualTo("door"));
        }
    }

    /** From these versions on, the answer to a request that went to the wrong broker says which is the right one. */
    @Test
    void leaders() {
        short produce = ApiKeys.PRODUCE.latestVersion();
        ProduceResponseData produced = new ProduceResponseData();
        produced.nodeEndpoints()
                .add(new ProduceResponseData.NodeEndpoint()
                        .setNodeId(1)
                        .setHost("broker")
                        .setPort(9));
        assertThat(new ProduceResponseData(passed(ApiKeys.PRODUCE, produce, produced), produce).nodeEndpoints())
                .singleElement()
                .satisfies(one -> assertThat(one.host()).isEqualTo("door"));
        short fetch = ApiKeys.FETCH.latestVersion();
        FetchResponseData fetched = new FetchResponseData();
        fetched.nodeEndpoints()
                .add(new FetchResponseData.NodeEndpoint()
                        .setNodeId(1)
                        .setHost("broker")
                        .setPort(9));
        assertThat(new FetchResponseData(passed(ApiKeys.FETCH, fetch, fetched), fetch).nodeEndpoints())
                .singleElement()
                .satisfies(one -> assertThat(one.host()).isEqualTo("door"));
    }

    @Test
    void anAnswerWithoutABrokerStaysAsItIs() {
        short version = ApiKeys.METADATA.latestVersion();
        ByteBuffer sent = RequestUtils.serialize(
                new ResponseHeaderData().setCorrelationId(7),
                ApiKeys.METADATA.responseHeaderVersion(version),
                new MetadataResponseData(),
                version);
        assertThat(addresses.replaced(ApiKeys.METADATA.id, version, sent)).isSameAs(sent);
    }
}
