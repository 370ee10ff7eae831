/** The device's end of docs/http-api.md. */
@NullMarked
package io.tifl.client.http;

import org.jspecify.annotations.NullMarked;
