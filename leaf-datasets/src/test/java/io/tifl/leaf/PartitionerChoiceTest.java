package io.tifl.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.protocol.Seed;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionerChoiceTest {
    @Test
    void everyKindIsFoundByItsName() {
        assertThat(PartitionerFactory.catalog().names())
                .containsExactly(
                        "classes",
                        "dirichlet",
                        "exponential",
                        "grouped",
                        "iid",
                        "inner-dirichlet",
                        "linear",
                        "natural",
                        "pathological",
                        "quantity",
                        "shards",
                        "square");
    }

    @Test
    void kindsThatDealByOwnerAloneDoWithoutANumberOfClients() {
        for (String name : PartitionerFactory.catalog().names()) {
            PartitionerFactory factory = PartitionerFactory.catalog().get(name);
            assertThat(factory.settings().contains(PartitionerFactory.CLIENTS)).isNotEqualTo(factory.byOwner());
            assertThat(factory.about()).isNotBlank();
        }
    }

    @Test
    void textIsWrittenWithItsSettingsInOrder() {
        PartitionerChoice choice = PartitionerChoice.parse(" dirichlet:min-size=3, alpha=0.3 ");

        assertThat(choice.text()).isEqualTo("dirichlet:alpha=0.3,min-size=3");
        assertThat(PartitionerChoice.parse(choice.text())).isEqualTo(choice);
        assertThat(PartitionerChoice.parse("iid").text()).isEqualTo("iid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iid:", "iid:clients", "iid:clients=", "iid:=3", "dirichlet:alpha=1,", "iid:clients=2,,"})
    void textOfAnotherFormIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartitionerChoice.parse(text))
                .withMessageContaining("a partitioner is NAME or NAME:SETTING=VALUE,..., got '" + text + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dirichlett:alpha=1|no partitioner 'dirichlett' among [classes, dirichlet,",
                "''|no partitioner '' among",
                "iid:alpha=1|partitioner iid: unknown setting [alpha]; known are [clients]",
                "iid:clients=2,clients=2|says clients twice",
            })
    void whatDoesNotExistIsRefused(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartitionerChoice.parse(text))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dirichlet|partitioner dirichlet: setting 'alpha' is missing",
                "dirichlet:alpha=much|setting 'alpha' is 'much', expected a finite number",
                "dirichlet:alpha=NaN|setting 'alpha' is 'NaN', expected a finite number",
                "dirichlet:alpha=0|alpha must lie between",
                "dirichlet:alpha=1,balanced=yes|setting 'balanced' is 'yes', expected true or false",
                "dirichlet:alpha=1,min-size=-1|0 or more, got -1",
                "pathological:assign=fair|no class assignment 'fair' among [balanced, random, deterministic",
                "grouped|setting 'size' is missing",
                "grouped:size=0|owners per client must be at least 1, got 0",
                "grouped:size=3,leftover=eat|no treatment of the left over 'eat' among [smaller, bigger, drop, strict]",
                "shards:incomplete=keep|setting 'incomplete' goes with setting 'size'",
                "shards:size=3,incomplete=maybe|setting 'incomplete' is 'maybe', expected keep or drop",
                "quantity:fractions=0.1/x|setting 'fractions' is '0.1/x', expected numbers parted by slashes",
                "quantity:fractions=0.9/0.2|fractions must each be above 0 and together at most 1",
                "iid:clients=7|deals to 7 clients, 5 are wanted",
            })
    void settingsOutOfRangeAreRefused(String text, String message) {
        PartitionerChoice choice = PartitionerChoice.parse(text);

        assertThatIllegalArgumentException().isThrownBy(() -> choice.among(5)).withMessageContaining(message);
    }

    @Test
    void aNumberOfClientsInTheTextIsEnough() {
        Pool pool = PartitionerTest.pool(IntStream.range(0, 100).map(i -> i % 4).toArray(), 4);

        Partition partition = PartitionerChoice.parse("quantity:clients=4,fractions=0.2/0.8")
                .partitioner()
                .deal(pool, new Seed(1));

        assertThat(partition.clients()).hasSize(4);
        assertThat(partition.rows(partition.clients().getLast())).hasSize(40);
        assertThat(PartitionerChoice.parse("quantity:clients=4").clients()).hasValue(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartitionerChoice.parse("iid").partitioner())
                .withMessageContaining("setting 'clients' is missing");
    }
}
