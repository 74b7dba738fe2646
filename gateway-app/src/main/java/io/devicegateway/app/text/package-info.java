/**
 * What people read: messages in English and Chinese, and tables that line up although a Chinese character is two columns
 * wide.
 */
@NullMarked
package io.devicegateway.app.text;

import org.jspecify.annotations.NullMarked;
