internal import GenPhysNumerics

/// Who does a piece of work, and who may end it.
struct Workforce: Sendable {
  /// The number of threads; 0 means all processors.
  var threads = 0
  /// Asked before every lane; what is left out then is worth nothing.
  var monitor = RunMonitor.silent
}

/// Work split into lanes whose number depends on the problem only, never on the machine, so that
/// results are the same bytes for any number of threads.
package enum Parallel {
  /// How many workers `forEach` uses.
  static func workers(lanes: Int, threads: Int) -> Int {
    ThreadLimit.workers(lanes: lanes, threads: threads)
  }

  /// Runs `body(lane)` for every lane on at most `threads` threads; 0 means as many as `ThreadLimit`
  /// allows here.
  static func forEach(lanes: Int, threads: Int = 0, _ body: (Int) -> Void) {
    forEach(lanes: lanes, threads: threads) { lane, _ in body(lane) }
  }

  /// Runs `body(lane, worker)`; lanes of one worker never overlap in time, so that scratch memory
  /// may belong to workers.
  static func forEach(lanes: Int, threads: Int = 0, _ body: (Int, Int) -> Void) {
    _ = BLAS.prepared
    ThreadLimit.perform(lanes: lanes, threads: threads, body)
  }

  /// The same for lanes that take long: in rounds of a few a thread, between which `meter` reports the
  /// lanes done, `origin` more of them, and checks for cancellation.
  static func forEach(
    lanes: Int, meter: inout ProgressMeter, origin: Int = 0, _ body: (Int) -> Void
  ) throws(EngineError) {
    let round = 4 * ThreadLimit.available
    for first in stride(from: 0, to: lanes, by: round) {
      try meter.advance(to: origin + first)
      forEach(lanes: min(round, lanes - first)) { body(first + $0) }
    }
    try meter.advance(to: origin + lanes)
  }

  /// The half-open range of rows of a lane, when `count` rows are dealt evenly to `lanes`.
  static func range(lane: Int, of lanes: Int, count: Int) -> Range<Int> {
    (count * lane / lanes)..<(count * (lane + 1) / lanes)
  }
}
