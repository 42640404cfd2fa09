/**
 * The lock of a folder, so that one process at a time trains a model. Read {@link io.kindling.driver.lock.FolderLock}
 * first. Depends on {@code storage}.
 */
package io.kindling.driver.lock;
