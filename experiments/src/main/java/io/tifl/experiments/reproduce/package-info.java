/** What studies that reproduce a paper share: parts, their findings and claims, and the page and tables they are written to. */
@NullMarked
package io.tifl.experiments.reproduce;

import org.jspecify.annotations.NullMarked;
