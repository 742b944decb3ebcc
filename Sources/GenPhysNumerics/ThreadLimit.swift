internal import Dispatch
internal import Foundation
internal import Synchronization

/// The number of threads that a piece of work may use.
///
/// A session promises a number of threads, and loops lie many calls below it, in targets that know no
/// session. So the limit is in force for a task, as a `Deadline` is: a loop that forgets to ask for a
/// number of threads obeys it all the same. Every parallel loop of the project runs here.
package enum ThreadLimit {
  /// The limit in force; 0 where there is none.
  @TaskLocal private static var current = 0
  @TaskLocal private static var usage: Usage?

  /// The number of processors that this process may run on.
  package static let processorCount = ProcessInfo.processInfo.activeProcessorCount

  /// How many threads may be used here.
  package static var available: Int { current > 0 ? current : processorCount }

  /// Runs the body with at most `threads` threads at a time; 0 leaves what is in force.
  package static func within<Result, Failure: Error>(
    _ threads: Int, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try $current.withValue(threads > 0 ? threads : current) { () -> Swift.Result<Result, Failure> in
      do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
    }.get()
  }

  /// How many workers a loop uses.
  ///
  /// - Parameter threads: how many are asked for; 0 means all that are available.
  package static func workers(lanes: Int, threads: Int) -> Int {
    max(1, min(threads > 0 ? min(threads, current > 0 ? current : threads) : available, lanes))
  }

  /// Runs `body(lane, worker)` for every lane; lanes of one worker never overlap in time, so that
  /// scratch memory may belong to workers.
  ///
  /// Loops inside a lane run on its thread alone: all others are busy with other lanes.
  package static func perform(lanes: Int, threads: Int, _ body: (Int, Int) -> Void) {
    let workers = workers(lanes: lanes, threads: threads)
    usage?.note(workers)
    guard workers > 1 else {
      for lane in 0..<lanes { body(lane, 0) }
      return
    }
    // Safe although `body` is not `@Sendable`: lanes touch disjoint memory, which every caller
    // arranges, and `concurrentPerform` returns only after all have ended.
    nonisolated(unsafe) let work = body
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      $current.withValue(1) {
        var lane = worker
        while lane < lanes {
          work(lane, worker)
          lane += workers
        }
      }
    }
  }

  /// The largest number of workers that a loop in the body used, for tests.
  package static func largestUse(in body: () throws -> Void) rethrows -> Int {
    let usage = Usage()
    try $usage.withValue(usage, operation: body)
    return usage.largest.withLock { $0 }
  }

  /// The largest number of workers seen so far.
  private final class Usage: Sendable {
    let largest = Mutex(0)

    func note(_ workers: Int) { largest.withLock { $0 = max($0, workers) } }
  }
}
