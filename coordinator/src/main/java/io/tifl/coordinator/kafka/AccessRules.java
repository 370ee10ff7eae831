package io.tifl.coordinator.kafka;

import io.tifl.protocol.kafka.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What users of the brokers have to be granted, and nothing beyond: brokers that grant nothing else let devices neither read
 * each other's calls and replies, nor write orders or models, nor make or delete topics.
 *
 * <p>Brokers grant by topic, not by key. That a device writes only in its own name is seen to by signatures, and that it
 * reads only what is for it by seals.
 */
public final class AccessRules {
    private static final String ANY_HOST = "*";

    private AccessRules() {}

    /** What a device needs: to write calls and replies, and to read orders and models. */
    public static List<AclBinding> ofDevice(Topics topics, String user) {
        return List.of(
                topic(topics.calls(), user, AclOperation.WRITE),
                topic(topics.replies(), user, AclOperation.WRITE),
                topic(topics.orders(), user, AclOperation.READ),
                topic(topics.models(), user, AclOperation.READ));
    }

    /** What a coordinator needs that may not do everything: the other side of it, to make the topics, and its own group. */
    public static List<AclBinding> ofCoordinator(Topics topics, String user) {
        List<AclBinding> rights = new ArrayList<>();
        for (String topic : topics.all()) {
            rights.add(topic(topic, user, AclOperation.CREATE));
        }
        for (String topic : List.of(topics.calls(), topics.replies())) {
            rights.add(topic(topic, user, AclOperation.READ));
        }
        for (String topic : List.of(topics.orders(), topics.models(), topics.deadLetters())) {
            rights.add(topic(topic, user, AclOperation.WRITE));
        }
        rights.add(right(ResourceType.GROUP, group(topics), user, AclOperation.READ));
        return rights;
    }

    /** The group by which the brokers remember how far replies have been read. */
    static String group(Topics topics) {
        return topics.prefix() + ".coordinator";
    }

    private static AclBinding topic(String name, String user, AclOperation what) {
        return right(ResourceType.TOPIC, name, user, what);
    }

    private static AclBinding right(ResourceType kind, String name, String user, AclOperation what) {
        return new AclBinding(
                new ResourcePattern(kind, name, PatternType.LITERAL),
                new AccessControlEntry("User:" + user, ANY_HOST, what, AclPermissionType.ALLOW));
    }

    /** The arguments by which Kafka's own tool, {@code kafka-acls.sh}, grants a right. */
    public static List<String> arguments(AclBinding right) {
        return List.of(
                "--add",
                "--allow-principal",
                right.entry().principal(),
                "--operation",
                inWords(right.entry().operation()),
                "--" + right.pattern().resourceType().name().toLowerCase(Locale.ROOT),
                right.pattern().name());
    }

    private static String inWords(AclOperation operation) {
        String name = operation.name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }
}
