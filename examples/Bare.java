//DEPS org.apache.kafka:kafka-clients:4.3.0
//DEPS com.fasterxml.jackson.core:jackson-databind:2.21.2

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What the public has now, as JSON lines: {@code jbang Bare.java [KAFKA]}.
 *
 * <p>The five rules for reading a published topic are numbered as in bare.py.
 */
public final class Bare {
    private static final String TOPIC = "redaksi.published.articles.v1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, JsonNode> articles = new HashMap<>();
    private final Map<String, Integer> versions = new HashMap<>();

    /** The newest state of each article, by its id. */
    private Map<String, JsonNode> readAll(String kafka) throws IOException {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka);
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            // 1. No group: every process reads all partitions, from the beginning.
            var partitions = consumer.partitionsFor(TOPIC).stream().map(one -> new TopicPartition(TOPIC, one.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            // 2. You have caught up when you are past the ends as they were when you began. Offsets have gaps.
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
                for (var record : consumer.poll(Duration.ofMillis(500))) {
                    hear(record);
                }
            }
        }
        return articles;
    }

    /** Keep what is newer. */
    private void hear(ConsumerRecord<String, String> record) throws IOException {
        var header = record.headers().lastHeader("ce_version").value();
        int version = Integer.parseInt(new String(header, StandardCharsets.UTF_8));
        // 3. Keep the highest version: the same may come again, and an older one after a newer.
        if (version <= versions.getOrDefault(record.key(), 0)) {
            return;
        }
        versions.put(record.key(), version);
        // 4. A null value: erased. Forget the words, remember the version.
        if (record.value() == null) {
            articles.remove(record.key());
        } else {
            // 5. Ignore fields that you do not know.
            articles.put(record.key(), JSON.readTree(record.value()));
        }
    }

    public static void main(String[] words) throws IOException {
        for (var article : new Bare().readAll(words.length > 0 ? words[0] : "127.0.0.1:8010").values()) {
            var line = JSON.createObjectNode();
            for (var name : new String[] {"article_id", "version", "status", "headline"}) {
                line.set(name, article.get(name));
            }
            System.out.println(line);
        }
    }
}
