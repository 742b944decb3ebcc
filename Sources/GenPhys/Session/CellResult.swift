public import GenPhysPlot
public import GenPhysSyntax

/// What running a cell has given.
public struct CellResult: Sendable {
  /// The number of the cell, as in `In[3]`.
  public let number: Int
  /// The cell's code.
  public let source: String
  /// What its statements show, in order; statements ended by `;` show nothing.
  public let outputs: [Output]
  /// The value of its last statement.
  public let value: Value
  /// Why it stopped, if it did: then the session is as it was before.
  public let error: Diagnostic?
  /// What the front end is asked to do.
  public let request: Request?
  /// Whether a training was ended early and the cell with it: what it had defined is kept.
  public var isInterrupted = false

  /// A wish of the user that only the front end can fulfil.
  public enum Request: Sendable, Hashable {
    /// Leave the session.
    case quit
  }

  /// What a statement shows.
  public struct Output: Sendable {
    /// The value.
    public let value: Value
    /// The value as text.
    public let text: String
    /// The value as a picture, if it is one.
    public let figure: Figure?

    /// Whether it is a result, kept as `Out[n]`, and not a message such as help.
    public var isResult: Bool {
      if case .nothing = value { false } else { true }
    }

    init(_ value: Value, text: String? = nil) {
      self.value = value
      self.text = text ?? value.text
      figure =
        switch value {
        case .figure(let figure): figure
        case .animation(let animation): animation.frames.last
        default: nil
        }
    }
  }
}

extension CellResult {
  /// The object of `run --json`.
  public var json: JSON {
    if let error { return Self.json(of: error, cell: number, source: source) }
    let json = value.json
    // JSON has no infinite numbers: what stands for null is told even of a silent cell.
    let texts = outputs.isEmpty && json.hasInfinities ? [value.text] : outputs.map(\.text)
    return [
      "cell": .integer(number), "source": .string(source), "type": .string(value.typeName),
      "value": json, "error": value.error, "text": .string(texts.joined(separator: "\n")),
    ]
  }
}

extension CellResult {
  /// The object of an error, in a cell or before any cell has run.
  public static func json(of error: Diagnostic, cell: Int? = nil, source: String) -> JSON {
    [
      "cell": JSON(cell, JSON.integer), "source": .string(source), "type": "error",
      "value": .null,
      "error": [
        "code": .string(error.code.rawValue), "message": .string(error.message),
        "span": [.integer(error.span.start), .integer(error.span.end)],
        "hint": JSON(error.hint, JSON.string),
      ], "text": .string(error.message),
    ]
  }
}

extension JSON: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self = .string(value) }
}
