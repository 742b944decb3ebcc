import CCairo

/// Collects what cairo writes to a stream.
final class ByteSink {
  private(set) var bytes: [UInt8] = []

  /// The function that cairo calls; its closure is the sink.
  static let write: cairo_write_func_t = { closure, data, length in
    guard let closure else { return CAIRO_STATUS_WRITE_ERROR }
    let sink = Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
    sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
    return CAIRO_STATUS_SUCCESS
  }

  /// The sink as cairo's closure.
  ///
  /// The caller keeps the sink alive until cairo has finished writing.
  var closure: UnsafeMutableRawPointer {
    Unmanaged.passUnretained(self).toOpaque()
  }
}
