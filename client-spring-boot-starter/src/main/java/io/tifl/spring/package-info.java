/** The client as a bean of Spring Boot. */
@NullMarked
package io.tifl.spring;

import org.jspecify.annotations.NullMarked;
