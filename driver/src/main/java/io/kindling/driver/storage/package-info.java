/**
 * Files and folders on any Hadoop file system, complete or absent. Read {@link io.kindling.driver.storage.Folder}
 * first. Depends on no other package of the driver.
 */
package io.kindling.driver.storage;
