package io.tifl.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlatformTest {
    private static final Platform HERE = new Platform("linux", "x86_64");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ai/onnxruntime/native/osx-x64/libonnxruntime.dylib",
                "ai/onnxruntime/native/osx-x64/libonnxruntime.dylib.dSYM/Contents/Info.plist",
                "ai/onnxruntime/native/linux-aarch64/libonnxruntime.so",
                "ai/onnxruntime/native/win-x64/onnxruntime.pdb",
                "org/sqlite/native/Linux-Musl/x86_64/libsqlitejdbc.so",
                "org/sqlite/native/Linux-Android/x86_64/libsqlitejdbc.so",
                "linux/ppc64le/libzstd-jni-1.5.7-17.so",
                "win/amd64/libzstd-jni-1.5.7-17.dll",
                "org/xerial/snappy/native/AIX/ppc/libsnappyjava.a",
            })
    void codeOfOtherPlatformsIsForeign(String entry) {
        assertThat(HERE.isForeign(entry)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ai/onnxruntime/native/linux-x64/libonnxruntime.so",
                "org/bytedeco/openblas/linux-x86_64/libopenblas.so.0",
                "org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64-onednn-avx2/libnd4jcpu.so",
                "org/sqlite/native/Linux/x86_64/libsqlitejdbc.so",
                "linux/amd64/libzstd-jni-1.5.7-17.so",
                "net/jpountz/util/linux/amd64/liblz4-java.so",
                "org/sqlite/util/OSInfo.class",
                "io/netty/arm/Windows.class",
                "META-INF/native-image/osx/reflect-config.json",
                "libplain.so",
            })
    void everythingElseStays(String entry) {
        assertThat(HERE.isForeign(entry)).isFalse();
    }

    @Test
    void anotherPlatformKeepsItsOwn() {
        Platform mac = new Platform("macos", "aarch64");

        assertThat(mac.isForeign("org/sqlite/native/Mac/aarch64/libsqlitejdbc.dylib"))
                .isFalse();
        assertThat(mac.isForeign("org/sqlite/native/Mac/x86_64/libsqlitejdbc.dylib"))
                .isTrue();
        assertThat(mac.isForeign("org/sqlite/native/Linux/aarch64/libsqlitejdbc.so"))
                .isTrue();
    }
}
