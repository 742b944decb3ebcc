import Foundation
import GenPhysKernels

/// Adam with a cosine decay to zero and an exponential moving average of the weights.
///
/// Decay and average together halve the error of the samples at a fixed budget.
///
/// `@unchecked Sendable`: owned by one training run.
package final class Optimizer<Scalar: EngineScalar>: @unchecked Sendable {
  /// The settings a run keeps.
  package struct Settings: Sendable {
    package var learningRate: Double
    package var steps: Int
    package var averageDecay: Double
    package var beta1 = 0.9
    package var beta2 = 0.99
    package var epsilon = 1e-8

    package init(learningRate: Double, steps: Int, averageDecay: Double) {
      self.learningRate = learningRate
      self.steps = steps
      self.averageDecay = averageDecay
    }
  }

  package let count: Int
  /// Gradients of the lanes, one after the other.
  package let gradients: UnsafeMutablePointer<Scalar>
  package let lanes: Int
  package let parameters: UnsafeMutablePointer<Scalar>
  private let average: UnsafeMutablePointer<Scalar>
  private let first: UnsafeMutablePointer<Scalar>
  private let second: UnsafeMutablePointer<Scalar>
  private let settings: Settings

  package init(_ initial: [Scalar], lanes: Int, settings: Settings) {
    count = initial.count
    self.lanes = lanes
    self.settings = settings
    func allocate(_ n: Int) -> UnsafeMutablePointer<Scalar> {
      let memory = UnsafeMutablePointer<Scalar>.allocate(capacity: n)
      memory.initialize(repeating: 0, count: n)
      return memory
    }
    parameters = allocate(count)
    average = allocate(count)
    first = allocate(count)
    second = allocate(count)
    gradients = allocate(count * lanes)
    for i in 0..<count {
      parameters[i] = initial[i]
      average[i] = initial[i]
    }
  }

  deinit {
    for memory in [parameters, average, first, second, gradients] { memory.deallocate() }
  }

  /// What a run goes on from: everything that changes from step to step.
  package struct State: Sendable {
    package var parameters: [Scalar]
    package var average: [Scalar]
    /// Adam's moments.
    package var first: [Scalar]
    package var second: [Scalar]
  }

  /// The state, to be stored or restored; arrays of `count` numbers.
  package var state: State {
    get {
      func copy(_ memory: UnsafeMutablePointer<Scalar>) -> [Scalar] {
        Array(UnsafeBufferPointer(start: memory, count: count))
      }
      return State(
        parameters: copy(parameters), average: copy(average), first: copy(first),
        second: copy(second))
    }
    set {
      for (memory, values) in [
        (parameters, newValue.parameters), (average, newValue.average), (first, newValue.first),
        (second, newValue.second),
      ] {
        precondition(values.count == count, "a state of \(values.count) numbers, not \(count)")
        for i in 0..<count { memory[i] = values[i] }
      }
    }
  }

  /// How far the parameters are from their average: |θ − θ̄|/|θ̄|.
  package var drift: Double {
    var (distance, size) = (0.0, 0.0)
    for i in 0..<count {
      let mean = Double(average[i])
      let miss = Double(parameters[i]) - mean
      distance += miss * miss
      size += mean * mean
    }
    return size > 0 ? (distance / size).squareRoot() : 0
  }

  /// The averaged parameters.
  package var averaged: [Scalar] { Array(UnsafeBufferPointer(start: average, count: count)) }

  /// The learning rate of a step counted from 0: cosine to zero.
  package func learningRate(step: Int) -> Double {
    settings.learningRate * 0.5 * (1 + cos(.pi * Double(step) / Double(settings.steps)))
  }

  /// Applies the sum of the lanes' gradients; `step` counts from 0.
  package func update(step: Int, threads: Int) {
    let t = Double(step + 1)
    let constants = gp_adam_settings(
      step_size: learningRate(step: step) / (1 - pow(settings.beta1, t)), beta1: settings.beta1,
      beta2: settings.beta2, second_correction: 1 / (1 - pow(settings.beta2, t)),
      epsilon: settings.epsilon,
      // Young averages forget faster, so that they do not remember the initial weights.
      average_decay: min(settings.averageDecay, t / (10 + t)))
    let parts = 8
    Parallel.forEach(lanes: parts, threads: threads) { part in
      let range = Parallel.range(lane: part, of: parts, count: count)
      let k = range.lowerBound
      Scalar.operations.adam(
        parameters + k, average + k, first + k, second + k, gradients + k, lanes, count,
        range.count, constants)
    }
  }
}
