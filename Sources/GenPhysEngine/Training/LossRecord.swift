/// The losses of a training: means over equal shares of the run, at most 500 of them.
struct LossRecord: Sendable, Hashable {
  /// The finished shares.
  private(set) var history: [Model.LossPoint]
  /// A running mean over about fifty steps.
  private(set) var recent: Double
  /// The sum over the share under way.
  private(set) var sum: Double
  /// Steps of the whole training.
  let total: Int

  init(total: Int, history: [Model.LossPoint] = [], recent: Double = 0, sum: Double = 0) {
    self.total = total
    self.history = history
    self.recent = recent
    self.sum = sum
  }

  /// Takes the loss of a step, counted from 1.
  mutating func add(_ loss: Double, step: Int) {
    let share = max(1, (total + 499) / 500)
    recent = step == 1 ? loss : 0.98 * recent + 0.02 * loss
    sum += loss
    if step.isMultiple(of: share) || step == total {
      history.append(.init(step: step, loss: sum / Double((step - 1) % share + 1)))
      sum = 0
    }
  }
}
