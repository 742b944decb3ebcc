internal import GenPhysText

extension Checkpoint {
  /// What the files say they are.
  private static let format = "genphys-model"
  private static let version = "6"
  /// Formats that are read: 5 is 6 without the deviations of the columns, which it takes as they are.
  private static let readable: Set = ["5", "6"]

  /// The checkpoint as a safetensors file.
  ///
  /// The tensors `model.layers.….weight` (inputs × outputs) and `.bias` are the averaged network;
  /// `optimizer.…` is what training goes on from. Equal trainings give equal bytes.
  public func encoded() throws(EngineError) -> [UInt8] {
    var file = SafeTensors(metadata: [
      "format": Self.format, "version": Self.version, "process": declaration,
      "dimension": String(dimension), "step": String(step), "data": dataName,
      "data.fingerprint": dataFingerprint,
    ])
    if let columns = frame.columns {
      file.metadata["data.standardised"] = columns.areStandardised ? "true" : "false"
      file.append("data.deviations", columns.deviations)
    }
    for (name, text) in options.settings { file.metadata["training.\(name)"] = text }
    file.append("data.scale", [scale])
    file.append("data.mean", frame.center)
    file.append("data.reach", [frame.reach])
    if let cells = frame.cells {
      file.append("data.cells.shares", cells.shares)
      file.append("data.cells.centers", cells.centers)
      file.append("data.cells.covariance_factors", cells.factors)
    }
    let history = losses.history
    file.append(
      "training.losses", history.flatMap { [Double($0.step), $0.loss] }, shape: [history.count, 2])
    file.append("training.running_loss", [losses.recent, losses.sum])
    append("model", parameters, to: &file)
    if let optimizer {
      append("optimizer.parameters", optimizer.parameters, to: &file)
      append("optimizer.first_moment", optimizer.first, to: &file)
      append("optimizer.second_moment", optimizer.second, to: &file)
    }
    return try file.encoded()
  }

  private func append(_ group: String, _ values: [Float], to file: inout SafeTensors) {
    for part in shape.parts {
      file.append("\(group).\(part.name)", values[part.range], shape: part.shape)
    }
  }

  /// Reads a file.
  ///
  /// - Throws: `.invalidData` for a file that is damaged or that GenPhys did not write.
  public init(_ bytes: [UInt8]) throws(EngineError) {
    let file = try SafeTensors(bytes)
    guard file.metadata["format"] == Self.format else {
      throw .invalidData("this safetensors file holds no model of GenPhys", line: nil)
    }
    let version = file.metadata["version"] ?? "unknown"
    guard Self.readable.contains(version) else {
      throw .invalidData(
        "this model was written by another version of GenPhys (its format is "
          + "\(version.field(20)), this one reads "
          + "\(Self.readable.sorted().joined(separator: " and ")))",
        line: nil)
    }
    func damaged(_ what: String) -> EngineError {
      .invalidData("the model's file is damaged: \(what)", line: nil)
    }
    func text(_ key: String) throws(EngineError) -> String {
      guard let value = file.metadata[key] else { throw damaged("it lacks '\(key)'") }
      return value
    }
    func whole(_ key: String, in range: ClosedRange<Int>) throws(EngineError) -> Int {
      guard let value = Int(try text(key)), range.contains(value) else {
        throw damaged("'\(key)' is no number from \(range.lowerBound) to \(range.upperBound)")
      }
      return value
    }
    func numbers(_ name: String, _ count: Int) throws(EngineError) -> [Double] {
      guard case .double(let values)? = file[name]?.values, values.count == count,
        values.allSatisfy(\.isFinite)
      else { throw damaged("'\(name)' is not \(count) finite number\(count == 1 ? "" : "s")") }
      return values
    }
    guard file.isSealed else { throw damaged("it lacks its checksum") }
    declaration = try text("process")
    dataName = try text("data")
    dataFingerprint = try text("data.fingerprint")
    guard dataFingerprint.utf8.count == 16, UInt64(dataFingerprint, radix: 16) != nil else {
      throw damaged("the fingerprint of its data is none")
    }
    let dimension = try whole("dimension", in: 1...1_000_000)
    self.dimension = dimension
    let implied = version == "5" ? TrainingOptions.unknownToFormat5 : [:]
    guard
      let options = TrainingOptions(settings: { file.metadata["training.\($0)"] ?? implied[$0] })
    else { throw damaged("a setting of the training is missing") }
    try options.validate()
    self.options = options
    step = try whole("step", in: 0...options.steps)
    scale = try numbers("data.scale", 1)[0]
    try Check.positive(scale, "the scale of the data")
    var cells: DataCells?
    if let count = file["data.cells.shares"]?.shape.first {
      guard (1...DataCells.largestCount).contains(count) else {
        throw damaged("it has \(count) cells of data")
      }
      let size = DataCells.factorSize(dimension)
      cells = DataCells(
        dimension: dimension, shares: try numbers("data.cells.shares", count),
        centers: try numbers("data.cells.centers", count * dimension),
        factors: try numbers("data.cells.covariance_factors", count * size))
    }
    var columns: ColumnScales?
    // Models that were read from format 5 have none.
    if let standardised = file.metadata["data.standardised"] {
      let deviations = try numbers("data.deviations", dimension)
      guard let isStandardised = Bool(standardised) else {
        throw damaged("it does not say whether its columns are divided by their deviations")
      }
      columns = ColumnScales(deviations: deviations, areStandardised: isStandardised)
    }
    frame = DataFrame(
      center: try numbers("data.mean", dimension), columns: columns,
      reach: try numbers("data.reach", 1)[0],
      cells: cells)
    if let flaw = frame.flaw(scale: scale) { throw damaged(flaw) }
    let running = try numbers("training.running_loss", 2)
    let points = file["training.losses"]?.shape.first ?? 0
    guard points <= options.steps else { throw damaged("it has more losses than steps") }
    let losses = try numbers("training.losses", 2 * points)
    self.losses = LossRecord(
      total: options.steps,
      history: try (0..<points).map { (i) throws(EngineError) in
        guard let step = Int(exactly: losses[2 * i]) else { throw damaged("a step is no number") }
        return Model.LossPoint(step: step, loss: losses[2 * i + 1])
      }, recent: running[0], sum: running[1])
    if let flaw = self.losses.flaw(step: step) { throw damaged(flaw) }
    // The sizes of the network are those of its tensors; the process must agree when it is known.
    var units: [Int] = []
    for layer in 0...options.layers {
      guard let shape = file["model.layers.\(layer).weight"]?.shape, shape.count == 2 else {
        throw damaged("it lacks the weights of layer \(layer)")
      }
      if layer == 0 { units.append(shape[0]) }
      units.append(shape[1])
    }
    // A point with one or two features goes in, a point and perhaps a growth come out.
    guard (1...2).contains(units[0] - dimension),
      (0...1).contains(units[units.count - 1] - dimension),
      units.dropFirst().dropLast().allSatisfy({ $0 == options.width })
    else { throw damaged("its network has other sizes than its training") }
    let shape = NetworkShape(
      inputs: units[0], hidden: Array(units.dropFirst().dropLast()), outputs: units[units.count - 1]
    )
    func parameters(_ group: String) throws(EngineError) -> [Float] {
      var result: [Float] = []
      for part in shape.parts {
        let tensor = file["\(group).\(part.name)"]
        guard case .single(let values)? = tensor?.values, tensor?.shape == part.shape else {
          throw damaged("'\(group).\(part.name)' is missing or not what it should be")
        }
        result += values
      }
      return result
    }
    self.shape = shape
    self.parameters = try parameters("model")
    guard ModelRange.holds(weights: self.parameters) else {
      throw damaged("a weight lies outside ±\(ModelRange.largestWeight)")
    }
    guard file["optimizer.parameters.layers.0.weight"] != nil else {
      optimizer = nil
      return
    }
    let state = Optimizer<Float>.State(
      parameters: try parameters("optimizer.parameters"), average: self.parameters,
      first: try parameters("optimizer.first_moment"),
      second: try parameters("optimizer.second_moment"))
    guard state.isInRange else { throw damaged("the state of its training is out of range") }
    optimizer = state
  }
}

extension NetworkShape {
  /// A tensor of the network: its name, its extents, and its place in the flat vector.
  struct Part {
    let name: String
    let shape: [Int]
    let range: Range<Int>
  }

  /// The weights and biases of all layers, in the order of the flat vector.
  var parts: [Part] {
    (0..<layers).flatMap { layer in
      let (inputs, outputs) = (units[layer], units[layer + 1])
      let (weight, bias) = (weightOffset(layer), biasOffset(layer))
      return [
        Part(
          name: "layers.\(layer).weight", shape: [inputs, outputs],
          range: weight..<(weight + inputs * outputs)),
        Part(name: "layers.\(layer).bias", shape: [outputs], range: bias..<(bias + outputs)),
      ]
    }
  }
}
