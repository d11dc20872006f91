package dev.orion.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockException.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileErrorsTest {

  /** The statuses of the kernel's table {@code blk_errors} with the errno that stands for them. */
  @ParameterizedTest
  @CsvSource({
    "BLK_STS_NOTSUPP, EOPNOTSUPP, REFUSED",
    "BLK_STS_NOSPC, ENOSPC, NO_SPACE",
    "BLK_STS_TRANSPORT, ENOLINK, DEVICE_GONE",
    "BLK_STS_MEDIUM, ENODATA, MEDIA_ERROR",
    "BLK_STS_PROTECTION, EILSEQ, DATA_CORRUPTED",
    "BLK_STS_OFFLINE, ENODEV, DEVICE_GONE",
    "BLK_STS_IOERR, EIO, MEDIA_ERROR",
    "BLK_STS_TIMEOUT, ETIMEDOUT, IO_ERROR"
  })
  void tellsTheKernelsStatusesApart(String status, String errnoName, Kind kind) {
    assertThat(FileErrors.kind(errnoName)).as(status).isEqualTo(kind);
  }
}
