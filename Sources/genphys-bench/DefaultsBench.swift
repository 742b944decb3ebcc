internal import ArgumentParser
internal import Foundation
internal import GenPhysEngine
internal import GenPhysSupport

/// `genphys-bench defaults`: how good samples are under settings of the training, one line each.
struct DefaultsBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "defaults",
    abstract: "Distances of samples over their noise floor, under settings of the training.")

  @Option(help: "The process, as in the language.")
  var process = "diffusion"
  @Option(help: "A planar data set or an NPY file.")
  var data: String
  @Option(help: "An NPY file to compare samples with; without it fresh points of a planar set.")
  var test: String?
  @Option(help: "Points of a planar data set.")
  var points = 4000
  @Option(help: "Samples a set.")
  var samples = 2000
  @Option(help: "Sets of samples a training; their mean counts.")
  var sets = 2
  @Option(help: "Trainings, of which every value is printed.")
  var seeds = 1
  @Option(help: "Steps of each.")
  var steps = 3000
  @Option(help: "Points a step.")
  var batch = 512
  @Option(help: "Units of every hidden layer; 0 takes the default of the dimension.")
  var width = 0
  @Option(
    parsing: .upToNextOption,
    help: "Settings, each like gain=1,rate=*0.5 (half the default); 'default' changes nothing.")
  var settings = ["default"]
  @Option(help: "Threads; 0 means all processors.")
  var threads = 0

  func run() throws {
    let set = try points(of: data, seed: 1)
    let reference = try test.map { try points(of: $0, seed: 1) }
    let floor = reference.map {
      EnergyDistance.floor($0.values, count: samples, dimension: set.dimension)
    }
    let kernel = try Bench.kernel(process, dimension: set.dimension)
    let compiled = try CompiledProcess(kernel, scale: set.columnScales.scale)
    for setting in settings {
      var values: [Double] = []
      var seconds = 0.0
      for seed in 0..<seeds {
        var options = TrainingOptions(
          steps: steps, batch: batch,
          width: width > 0 ? width : TrainingOptions.width(dimension: set.dimension), seed: seed,
          threads: threads)
        try apply(setting, to: &options, dimension: set.dimension)
        let model = try Model.train(compiled, on: set, options: options)
        seconds += model.trainingSeconds / Double(seeds)
        let distances = try (0..<sets).map { round in
          let drawn = try model.sample(.init(count: samples, seed: seed + 100 * round)).data
          if let reference, let floor {
            return EnergyDistance.distance(
              drawn.values, reference.values, dimension: set.dimension) / floor
          }
          return try Score(drawn, set).slicedWasserstein.ratio
        }
        values.append(distances.reduce(0, +) / Double(sets))
      }
      let list = values.map { String(format: "%.3f", $0) }.joined(separator: ", ")
      print(
        "{\"process\": \"\(process)\", \"data\": \"\(data)\", \"setting\": \"\(setting)\", "
          + "\"values\": [\(list)], \"seconds\": \(String(format: "%.1f", seconds))}")
      fflush(nil)
    }
  }

  private func points(of name: String, seed: Int) throws -> DataSet {
    if name.hasSuffix(".npy") {
      return try NPYReader.read([UInt8](Data(contentsOf: URL(fileURLWithPath: name))))
    }
    guard let generator = DataGenerator(rawValue: name) else {
      throw ValidationError("'\(name)' is neither a data set nor an NPY file")
    }
    var arguments = DataGenerator.Arguments(for: generator)
    arguments.n = points
    arguments.seed = seed
    return try generator.generate(arguments)
  }

  /// - Parameter setting: parts like `rate=0.001`, or `rate=*0.5` for half the default.
  private func apply(
    _ setting: String, to options: inout TrainingOptions, dimension: Int
  ) throws {
    guard setting != "default" else { return }
    options.firstGain = NetworkShape.firstGain(dimension: dimension)
    for part in setting.split(separator: ",") {
      let sides = part.split(separator: "=")
      let isFactor = sides.last?.first == "*"
      guard sides.count == 2, let number = Double(isFactor ? sides[1].dropFirst() : sides[1]) else {
        throw ValidationError("'\(part)' is not like gain=1 or gain=*2")
      }
      func changed(_ value: Double) -> Double { isFactor ? number * value : number }
      func changed(_ value: Int) -> Int { Int(saturating: changed(Double(value)).rounded()) }
      switch sides[0] {
      case "gain": options.firstGain = changed(options.firstGain)
      case "rate": options.learningRate = changed(options.learningRate)
      case "decay": options.averageDecay = changed(options.averageDecay)
      case "mean": options.logWidthMean = changed(options.logWidthMean)
      case "deviation": options.logWidthDeviation = changed(options.logWidthDeviation)
      case "layers": options.layers = changed(options.layers)
      case "width": options.width = changed(options.width)
      case "batch": options.batch = changed(options.batch)
      case "references": options.references = changed(options.references)
      case "reference_coordinates":
        options.referenceCoordinates = changed(options.referenceCoordinates)
      default: throw ValidationError("'\(sides[0])' is no setting that is measured")
      }
    }
  }
}
