/** What a job's noisy rounds cost in client-level differential privacy, and noise that costs less over many rounds. */
@NullMarked
package io.tifl.aggregation.privacy;

import org.jspecify.annotations.NullMarked;
