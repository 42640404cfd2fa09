/**
 * Learning rate schedules over epochs or iterations. Read {@link io.kindling.trainer.schedule.Schedule} first; each
 * schedule is one file. Depends on {@code error}.
 */
package io.kindling.trainer.schedule;
