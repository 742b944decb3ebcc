import Dispatch
import Foundation

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
  /// The number of threads used when nothing else is asked for.
  package static let processorCount = ProcessInfo.processInfo.activeProcessorCount

  /// How many workers `forEach` uses.
  static func workers(lanes: Int, threads: Int) -> Int {
    max(1, min(threads > 0 ? threads : processorCount, lanes))
  }

  /// Runs `body(lane)` for every lane on at most `threads` threads; 0 means all processors.
  static func forEach(lanes: Int, threads: Int = 0, _ body: (Int) -> Void) {
    forEach(lanes: lanes, threads: threads) { lane, _ in body(lane) }
  }

  /// Runs `body(lane, worker)`; lanes of one worker never overlap in time, so that scratch memory
  /// may belong to workers.
  static func forEach(lanes: Int, threads: Int = 0, _ body: (Int, Int) -> Void) {
    _ = BLAS.prepared
    let workers = workers(lanes: lanes, threads: threads)
    guard workers > 1 else {
      for lane in 0..<lanes { body(lane, 0) }
      return
    }
    // Safe although `body` is not `@Sendable`: lanes touch disjoint memory, which every caller
    // arranges, and `concurrentPerform` returns only after all have ended.
    nonisolated(unsafe) let work = body
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      var lane = worker
      while lane < lanes {
        work(lane, worker)
        lane += workers
      }
    }
  }

  /// The same for lanes that take long: in rounds of a few a thread, between which `meter` reports the
  /// lanes done, `origin` more of them, and checks for cancellation.
  static func forEach(
    lanes: Int, meter: inout ProgressMeter, origin: Int = 0, _ body: (Int) -> Void
  ) throws(EngineError) {
    let round = 4 * processorCount
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
