/// The moment at which work that may be left undone stops.
///
/// A verdict has a time budget; what it calls (search, quadrature, simplification) is called by others
/// without one. So the deadline is not a parameter of everything: it is in force for a task, and
/// long loops ask `isOver` between steps. Stopping early never makes a result wrong: it is then
/// missing, wider, or less simplified.
package struct Deadline: Sendable {
  @TaskLocal private static var current: ContinuousClock.Instant?

  /// Whether the deadline in force has passed; `false` where none is.
  package static var isOver: Bool {
    guard let current else { return false }
    return ContinuousClock.now >= current
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
}
