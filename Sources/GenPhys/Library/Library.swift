/// All built-in functions of the language.
enum Library {
  /// In the order in which help lists them.
  static let builtins: [Builtin] =
    [
      processBuiltins, mendingBuiltins, kernelBuiltins, kernelLawBuiltins, dataBuiltins,
      engineBuiltins, experimentBuiltins, figureBuiltins, fileBuiltins, listBuiltins,
      mathematicsBuiltins,
    ].flatMap(\.self)

  private static let table = Dictionary(
    builtins.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// Their names.
  static let names = builtins.map(\.name)

  /// The built-in function of a name.
  static func builtin(named name: String) -> Builtin? { table[name] }
}
