extension Syntax {
  /// A statement with its span.
  public struct Statement: Sendable {
    public var kind: Kind
    public var span: SourceSpan
    /// Whether a `;` at the end of the line asks not to show the result.
    public var isSilent: Bool

    public init(_ kind: Kind, span: SourceSpan, isSilent: Bool = false) {
      self.kind = kind
      self.span = span
      self.isSilent = isSilent
    }

    /// The forms of a statement.
    public enum Kind: Sendable, Equatable {
      /// `pde name(parameters) { … }`
      case process(ProcessDeclaration)
      /// `name = value`
      case assignment(Identifier, Expression)
      /// `name(parameters) = body`
      case function(FunctionDefinition)
      /// An expression, or a command form, which is a call.
      case expression(Expression)
      /// `?` or `?topic`
      case help(Identifier?)
      /// `:name argument`
      case command(CommandLine)
      /// What could not be read; a diagnostic has said so.
      case invalid
    }
  }

  /// A function definition `name(parameters) = body`.
  public struct FunctionDefinition: Sendable, Equatable {
    public var name: Identifier
    public var parameters: [Parameter]
    public var body: Expression
  }

  /// A parameter of a process or function, with its default if it has one.
  public struct Parameter: Sendable, Equatable {
    public var name: Identifier
    public var defaultValue: Expression?

    /// Where the parameter stands, default included.
    public var span: SourceSpan { defaultValue.map { name.span.union($0.span) } ?? name.span }
  }

  /// A session command `:name argument` as written; `Syntax.parse(_:in:)` reads an argument that is code.
  public struct CommandLine: Sendable, Equatable {
    /// The word after the colon; empty when there is none.
    public var name: Identifier
    /// The rest of the line without the spaces around it.
    public var argument: Identifier

    /// The command, if there is one of that name.
    public var command: SessionCommand? { SessionCommand(rawValue: name.text) }
  }

  /// A whole text: its statements in order.
  public struct Script: Sendable, Equatable {
    public var statements: [Statement]

    public init(statements: [Statement]) { self.statements = statements }
  }

  /// A piece of a script that runs as one: what a notebook shows as a cell.
  public struct Cell: Sendable {
    /// What follows `# %%`, if anything does; nil for cells without a marker.
    public var title: String?
    /// Where the cell's code stands, from its first statement to its last; the whole part between
    /// the markers when it has none.
    public var span: SourceSpan
    public var statements: [Statement]

    public init(title: String?, span: SourceSpan, statements: [Statement]) {
      self.title = title
      self.span = span
      self.statements = statements
    }

    /// A statement as a cell of its own.
    public init(_ statement: Statement) {
      self.init(title: nil, span: statement.span, statements: [statement])
    }
  }
}

extension Syntax.Statement: Equatable {
  /// Whether both say the same; spans are ignored.
  public static func == (left: Self, right: Self) -> Bool {
    left.kind == right.kind && left.isSilent == right.isSilent
  }
}
