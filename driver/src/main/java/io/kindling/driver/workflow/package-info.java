/**
 * Commands over runs and a registry: train and promote, dry run, reproduce. Read {@link
 * io.kindling.driver.workflow.TrainAndPromote} first. Depends on {@code run}, {@code inference} and {@code registry}.
 */
package io.kindling.driver.workflow;
