extension TrainingOptions {
  /// What a training depends on besides process and data, under its names in messages and files.
  ///
  /// All but the number of threads, on which no result depends.
  private static let integers:
    [(name: String, path: any WritableKeyPath<TrainingOptions, Int> & Sendable)] = [
      ("steps", \.steps), ("batch", \.batch), ("width", \.width), ("layers", \.layers),
      ("seed", \.seed), ("references", \.references),
      ("reference_coordinates", \.referenceCoordinates), ("mixed_precision", \.mixed),
    ]
  private static let reals:
    [(name: String, path: any WritableKeyPath<TrainingOptions, Double> & Sendable)] = [
      ("learning_rate", \.learningRate), ("average_decay", \.averageDecay),
      ("log_width_mean", \.logWidthMean), ("log_width_deviation", \.logWidthDeviation),
      ("first_gain", \.firstGain),
    ]

  /// Settings that format 5 lacks; the gain counts at the start of a training only.
  static let unknownToFormat5 = ["reference_coordinates": "2048", "first_gain": "0.0"]

  /// Whether precision is mixed, as a number.
  private var mixed: Int {
    get { precision == .mixed ? 1 : 0 }
    set { precision = newValue == 0 ? .single : .mixed }
  }

  /// The settings as texts that read back exactly.
  package var settings: [(name: String, text: String)] {
    Self.integers.map { ($0.name, String(self[keyPath: $0.path])) }
      + Self.reals.map { ($0.name, "\(self[keyPath: $0.path])") }
  }

  /// Reads the settings; `nil` where one is missing or no number.
  init?(settings: (_ name: String) -> String?) {
    self.init()
    for (name, path) in Self.integers {
      guard let value = settings(name).flatMap({ Int($0) }) else { return nil }
      self[keyPath: path] = value
    }
    for (name, path) in Self.reals {
      guard let value = settings(name).flatMap({ Double($0) }), value.isFinite else { return nil }
      self[keyPath: path] = value
    }
  }
}
