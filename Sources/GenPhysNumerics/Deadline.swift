/// The moment at which work that may be left undone stops, and the amount of work that may be done.
///
/// A verdict has a time budget; what it calls (search, quadrature, simplification) is called by others
/// without one. So the deadline is not a parameter of everything: it is in force for a task, and
/// long loops ask `isOver` between steps. Stopping early never makes a result wrong: it is then
/// missing, wider, or less simplified.
///
/// Parts of a verdict are bounded by counted work, not by time. Reason: with clocks inside, a busy
/// machine gave other violating ranges than an idle one. The clock bounds the whole verdict alone, and
/// what it cuts short counts as undecided.
package struct Deadline: Sendable {
  @TaskLocal private static var current: ContinuousClock.Instant?
  @TaskLocal private static var work: Work?

  /// A count of work.
  ///
  /// `@unchecked Sendable`: parallel loops do not inherit task-local values, so that only the thread
  /// that set the limit counts.
  private final class Work: @unchecked Sendable {
    var left: Int
    let outer: Work?

    init(_ units: Int, within outer: Work?) {
      left = units
      self.outer = outer
    }
  }

  /// Whether the time in force has passed; `false` where none is.
  package static var hasPassed: Bool {
    guard let current else { return false }
    return ContinuousClock.now >= current
  }

  /// Whether optional work should stop: the time has passed, or the counted work is done.
  package static var isOver: Bool {
    var limit = work
    while let count = limit {
      if count.left <= 0 { return true }
      limit = count.outer
    }
    return hasPassed
  }

  /// Counts work, in units of an addition of balls (about 0.15 µs).
  package static func spend(_ units: Int) {
    var limit = work
    while let count = limit {
      count.left -= units
      limit = count.outer
    }
  }

  /// Runs the body so that optional work in it ends after `budget`, or earlier where a deadline is
  /// in force already.
  package static func after<Result, Failure: Error>(
    _ budget: Duration, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let end = ContinuousClock.now + budget
    let deadline = current.map { min($0, end) } ?? end
    return try $current.withValue(deadline) { () -> Swift.Result<Result, Failure> in
      do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
    }.get()
  }

  /// Runs the body so that optional work in it ends after so many units of counted work, or earlier
  /// where a deadline is in force already.
  ///
  /// - Parameter units: additions of balls; seven million are about a second.
  package static func afterWork<Result, Failure: Error>(
    _ units: Int, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try $work.withValue(Work(units, within: work)) { () -> Swift.Result<Result, Failure> in
      do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
    }.get()
  }
}
