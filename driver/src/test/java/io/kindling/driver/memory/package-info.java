/** Tests that memory use does not grow. */
package io.kindling.driver.memory;
