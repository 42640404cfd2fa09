/**
 * File formats of models and checkpoints: safetensors, manifests and digests. Reads and writes bytes; knows no file
 * system. Read {@link io.kindling.trainer.format.SafeTensors} first. Depends on {@code error}.
 */
package io.kindling.trainer.format;
