internal import Synchronization

/// Slices by time and dimension, built on demand, shared by all callers of one mixture.
final class SliceCache: Sendable {
  struct Key: Hashable {
    let time: Double
    let dimension: Int
    var refinement = 0
    /// Whether the slice goes on to where shares, and not only densities, end.
    var holdsTails = false
  }

  private struct Entry {
    let slice: MixingSlice
    let radius: Double
  }

  private let entries = Mutex<[Key: Entry]>([:])
  private let capacity = 512

  /// Some slice at this time, of whatever dimension.
  func any(time: Double) -> MixingSlice? {
    entries.withLock { entries in
      for dimension in 1...3 {
        if let entry = entries[Key(time: time, dimension: dimension)] { return entry.slice }
      }
      return entries.first { $0.key.time == time }?.value.slice
    }
  }

  /// The cached slice that serves this radius, or a new one from `build`, which says up to where its
  /// own serves.
  func slice(
    _ key: Key, radius: Double,
    build: (Double) -> (slice: MixingSlice, radius: Double)?
  ) -> MixingSlice? {
    let cached = entries.withLock { $0[key] }
    if let cached, radius <= cached.radius { return cached.slice }
    // Room to spare, so that a sweep over growing radii does not rebuild at every step.
    let reach = cached == nil ? radius : 100 * radius
    guard let (slice, radius) = build(reach) ?? (reach > radius ? build(radius) : nil) else {
      return nil
    }
    entries.withLock { entries in
      if entries.count >= capacity { entries.removeAll(keepingCapacity: true) }
      entries[key] = Entry(slice: slice, radius: radius)
    }
    return slice
  }
}
