package io.kindling.trainer.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import io.kindling.trainer.network.Network;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The structure of this module. */
final class ArchitectureTest {
    private final ModuleRules rules;

    ArchitectureTest() throws Exception {
        rules = new ModuleRules("io.kindling.trainer", Network.class);
    }

    /** Numerical kernels: loops over arrays with offsets and strides. */
    private Predicate<JavaClass> kernels() {
        return rules.among(
                "math",
                "layer.Affine",
                "layer.AttentionProjections",
                "layer.ChannelColumns",
                "layer.ChannelLoops",
                "layer.ChannelPlanes",
                "layer.ConvolutionLayer",
                "layer.LoweredConvolutionLayer",
                "layer.Parallel$Bound",
                "layer.Patches",
                "layer.RecurrentDirection",
                "layer.RecurrentLayer",
                "layer.RecurrentStack",
                "layer.RecurrentTape",
                "layer.ScaledDotProductAttention",
                "metric.R2",
                "optimizer.Optimizer",
                "optimizer.ScaleByAdam");
    }

    @Test
    void packagesFormNoCycles() {
        rules.requireNoCycles();
    }

    @Test
    void packagesDependInOneDirection() {
        rules.requireDirections("""
                config: error redaction
                data: error layout loss math random
                error: redaction
                format: error
                gradient: data layer layout loss math metric network random
                initializer: config error random
                layer: config error initializer layout math onnx random
                layout: error initializer
                loss: config error math onnx
                math: error
                metric: config error layout loss
                network: error format initializer layer layout onnx random
                onnx: error
                optimizer: config error layout
                regularizer: config error layout math optimizer
                schedule: config error layout
                training: config data error gradient layer layout loss math metric network optimizer regularizer schedule""");
    }

    @Test
    void signaturesAreShort() {
        rules.requireShortSignatures(kernels());
    }

    @Test
    void recordsAreSmall() {
        rules.requireSmallRecords(kernels());
    }

    @Test
    void typeNamesAreUnique() {
        rules.requireDifferentNames();
    }

    @Test
    void everyPackageIsDescribed() throws Exception {
        rules.requireDescriptions();
    }
}
