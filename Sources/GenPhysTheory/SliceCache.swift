internal import Synchronization

/// Slices by time, built on demand, shared by all callers of one Green's function.
final class SliceCache: Sendable {
  private struct Entry {
    let slice: MixingSlice
    let radius: Double
  }

  private let entries = Mutex<[Double: Entry]>([:])
  private let capacity = 512

  /// Whether some slice at this time has been built.
  func holds(time: Double) -> Bool { entries.withLock { $0[time] != nil } }

  /// The cached slice that serves this radius, or a new one from `build`.
  func slice(
    time: Double, radius: Double, build: (Double) -> MixingSlice?
  ) -> MixingSlice? {
    let cached = entries.withLock { $0[time] }
    if let cached, radius <= cached.radius { return cached.slice }
    // Room to spare, so that a sweep over growing radii does not rebuild at every step.
    let reach = cached == nil ? radius : 100 * radius
    guard let slice = build(reach) else { return nil }
    entries.withLock { entries in
      if entries.count >= capacity { entries.removeAll(keepingCapacity: true) }
      entries[time] = Entry(slice: slice, radius: reach)
    }
    return slice
  }
}
