/// How long work reports progress and learns that it should stop.
public struct RunMonitor: Sendable {
  /// A state of long work.
  public struct Progress: Hashable, Sendable {
    /// What runs: "train", "sample", "compile".
    public var stage: String
    /// Steps done, and the total.
    public var step: Int
    public var total: Int
    /// The running mean of the loss; `nil` where there is none.
    public var loss: Double?
    /// How far the weights are from their average, |θ − θ̄|/|θ̄|; `nil` where nothing is averaged.
    public var drift: Double?
    /// Steps a second since the start.
    public var rate: Double

    public init(
      stage: String, step: Int, total: Int, loss: Double? = nil, drift: Double? = nil,
      rate: Double
    ) {
      self.stage = stage
      self.step = step
      self.total = total
      self.loss = loss
      self.drift = drift
      self.rate = rate
    }

    /// Seconds until the work is done at this rate; `nil` while the rate is unknown.
    public var remaining: Double? {
      rate > 0 ? Double(total - step) / rate : nil
    }
  }

  /// Asked between steps; `true` ends the work with `EngineError.cancelled`.
  public var isCancelled: @Sendable () -> Bool
  /// Called a few times a second at most, from the thread that runs the work.
  public var report: @Sendable (Progress) -> Void
  /// Called with a sentence about a result that is there but not to be trusted.
  public var warn: @Sendable (String) -> Void

  public init(
    isCancelled: @escaping @Sendable () -> Bool = { false },
    report: @escaping @Sendable (Progress) -> Void = { _ in },
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.isCancelled = isCancelled
    self.report = report
    self.warn = warn
  }

  /// Reports to nobody and never stops.
  public static let silent = RunMonitor()

  /// How many short pieces of work may pass between two looks at the monitor.
  static let stride = 1 << 15

  func checkCancellation() throws(EngineError) {
    if isCancelled() { throw .cancelled }
  }
}

/// Limits progress reports to about ten a second.
struct ProgressMeter {
  private let monitor: RunMonitor
  private let stage: String
  private let total: Int
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var last: ContinuousClock.Instant

  /// Steps done before this work began, as in a training that is resumed.
  private let origin: Int

  init(_ monitor: RunMonitor, stage: String, total: Int, from origin: Int = 0) {
    self.monitor = monitor
    self.stage = stage
    self.total = total
    self.origin = origin
    start = clock.now
    last = start
  }

  /// Checks for cancellation and reports if the last report is old enough or the work is done.
  mutating func advance(to step: Int) throws(EngineError) {
    try monitor.checkCancellation()
    report(step)
  }

  /// Reports if the last report is old enough or the work is done.
  mutating func report(
    _ step: Int, loss: Double? = nil, drift: @autoclosure () -> Double? = nil
  ) {
    let now = clock.now
    guard step == total || now - last >= .milliseconds(100) else { return }
    last = now
    let elapsed = (now - start) / .seconds(1)
    monitor.report(
      .init(
        stage: stage, step: step, total: total, loss: loss, drift: drift(),
        rate: elapsed > 0 ? Double(step - origin) / elapsed : 0))
  }
}
