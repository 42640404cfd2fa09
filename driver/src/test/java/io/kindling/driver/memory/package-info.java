/** The proof that memory stays flat. */
package io.kindling.driver.memory;
