internal import GenPhysEngine
internal import GenPhysNumerics
internal import GenPhysPlot
internal import GenPhysSyntax
internal import GenPhysText

extension Library {
  /// Reading and writing files; the extension of the name picks the format.
  static let fileBuiltins: [Builtin] = [
    Builtin(
      name: "load", topic: .files,
      summary: "Reads points from a CSV or NPY file, or a model from a safetensors file.",
      parameters: [
        .init("path", .string, "the file, .csv, .npy or .safetensors"),
        .init(
          "label", [.string, .number], default: "none",
          "the column of a CSV file that holds labels: its name, or its number without a header"),
        .init(
          "header", .boolean, default: "by the first row",
          "whether the first row of a CSV file names the columns"),
        .init(
          "decimal", .string, default: "\".\"",
          "the decimal sign of a CSV file, \".\" or \",\"; a comma does not separate then"),
      ], result: [.data, .model], examples: []
    ) { arguments, evaluation throws(Fault) in
      let path = arguments.string("path", default: "")
      let span = arguments.span(of: "path")
      let format = try FileFormat(path: path, among: [.csv, .npy, .safetensors], at: span)
      if format != .csv {
        try arguments.refuse(
          ["label", "header", "decimal"], because: "it belongs to CSV files, not to .\(format)")
      }
      if format == .safetensors { return .model(try evaluation.loadModel(path, at: span)) }
      let options = try arguments.csvOptions()
      let bytes = try evaluation.files.read(path, at: span)
      let name = String(path.split(separator: "/").last ?? "data")
      do throws(Fault) {
        return .data(
          try evaluation.engine(at: span) { () throws(EngineError) in
            format == .npy
              ? try NPYReader.read(bytes, name: name)
              : try CSVReader.read(
                bytes, name: name, options: options, monitor: evaluation.monitor)
          })
      } catch {
        throw error.diagnostic.code == .invalidData ? error.naming(path) : error
      }
    },
    Builtin(
      name: "save", topic: .files,
      summary:
        "Writes points (csv, npy), a figure (png, svg, pdf), an animation (gif) or a model (safetensors).",
      parameters: [
        .init("path", .string, "the file; its extension picks the format"),
        .init("value", [.data, .samples, .figure, .animation, .model, .list], "what to write"),
      ], result: .nothing, examples: []
    ) { arguments, evaluation throws(Fault) in
      let path = arguments.string("path", default: "")
      let span = arguments.span(of: "path")
      let bytes: [UInt8]
      switch arguments["value"] {
      case .figure(let figure)?:
        let format = try FileFormat(path: path, among: [.png, .svg, .pdf], at: span)
        bytes = try figure.bytes(format, at: span)
      case .animation(let animation)?:
        _ = try FileFormat(path: path, among: [.gif], at: span)
        bytes = try drawn(at: span) { () throws(PlotError) in try animation.gif() }
      case .model(let trained)?:
        _ = try FileFormat(path: path, among: [.safetensors], at: span)
        bytes = try trained.encoded(at: arguments.span(of: "value"), evaluation)
      case let value?:
        let format = try FileFormat(path: path, among: [.csv, .npy], at: span)
        let data: DataSet =
          if let points = value.points { points } else {
            try DataSet.from(value, evaluation, arguments)
          }
        let monitor = evaluation.monitor
        bytes = try evaluation.engine(at: arguments.span) { () throws(EngineError) in
          format == .npy
            ? try NPYWriter.write(data, monitor: monitor)
            : try CSVWriter.write(data, monitor: monitor)
        }
      case nil: return .nothing
      }
      try evaluation.files.write(bytes, to: path, at: span)
      return .nothing
    },
  ]
}

/// The formats of files, by extension.
enum FileFormat: String, CaseIterable {
  case csv, npy, png, svg, pdf, gif, safetensors

  /// The format of a path.
  ///
  /// - Throws: GP0504 for an extension that is not among those that suit.
  init(path: String, among formats: [FileFormat], at span: SourceSpan) throws(Fault) {
    let name = path.split(separator: "/").last ?? ""
    let suffix = name.split(separator: ".").dropFirst().last.map { $0.lowercased() } ?? ""
    guard let format = FileFormat(rawValue: suffix), formats.contains(format) else {
      let known = formats.map { ".\($0.rawValue)" }.joined(separator: ", ")
      throw Fault(
        .unknownFormat,
        suffix.isEmpty
          ? "'\(path.field())' has no extension to tell the format by"
          : "'.\(suffix.field(20))' does not fit here",
        at: span, hint: "use \(known)")
    }
    self = format
  }
}

extension Arguments {
  /// How to read a CSV file.
  fileprivate func csvOptions() throws(Fault) -> CSVReader.Options {
    var options = CSVReader.Options()
    switch self["label"] {
    case .string(let name)?: options.labelColumn = name
    case .number?:
      options.labelColumn = String(try integer("label", default: 1, in: 1...1_000_000))
    default: break
    }
    if self["header"] != nil { options.hasHeader = boolean("header", default: true) }
    let sign = try choice(
      "decimal", default: DecimalSign.point.rawValue, among: DecimalSign.allCases.map(\.rawValue))
    options.decimal = DecimalSign(rawValue: sign) ?? .point
    return options
  }
}

extension Figure {
  /// The figure in a file format, at 600 pixels wide; PNG at double density.
  func bytes(_ format: FileFormat, at span: SourceSpan) throws(Fault) -> [UInt8] {
    try drawn(at: span) { () throws(PlotError) in
      switch format {
      case .svg: try svg()
      case .pdf: try pdf()
      default: try png(scale: 2)
      }
    }
  }
}

/// What a drawing gives, or its error as a fault at a place.
private func drawn(
  at span: SourceSpan, _ body: () throws(PlotError) -> [UInt8]
) throws(Fault) -> [UInt8] {
  do throws(PlotError) {
    return try body()
  } catch {
    throw Fault(.computationFailed, error.description, at: span)
  }
}

extension DataSet {
  /// A list of points as data.
  fileprivate static func from(
    _ value: Value, _ evaluation: Evaluation, _ arguments: Arguments
  ) throws(Fault) -> DataSet {
    guard let builtin = Library.builtin(named: "data") else {
      throw Fault(.kindMismatch, "'value' must be points", at: arguments.span)
    }
    let inner = try Arguments(
      [(nil, value, arguments.span(of: "value"))], to: builtin, at: arguments.span)
    guard let points = try builtin.run(inner, evaluation).points else {
      throw Fault(.kindMismatch, "'value' must be points", at: arguments.span)
    }
    return points
  }
}
