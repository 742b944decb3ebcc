public import ArgumentParser
public import GenPhys

/// The options that all front ends share.
public struct SessionOptions: ParsableArguments, Sendable {
  @Option(help: "The seed of whatever is not given one.")
  public var seed = 0

  @Option(help: "Threads; 0 means all processors.")
  public var threads = 0

  @Option(help: "Seconds that one verdict may take; what is open then stays undecided.")
  public var budget = 5.0

  @Option(help: "When to colour: auto, always or never.")
  public var color = ColorChoice.auto

  @Option(
    name: .customLong("allow-path"),
    help: "A further folder that scripts may read and write below; may be repeated.")
  public var allowedPaths: [String] = []

  public init() {}

  public func validate() throws {
    if !(budget >= 0.01 && budget <= 1e6) {
      throw ValidationError("--budget must be 0.01 to 1000000 seconds.")
    }
    if seed < 0 { throw ValidationError("--seed must not be negative.") }
    if threads < 0 || threads > 4096 { throw ValidationError("--threads must be 0 to 4096.") }
  }

  /// The settings of a session, without progress and cancellation.
  public var settings: Session.Settings {
    var settings = Session.Settings()
    settings.seed = seed
    settings.threads = threads
    settings.budget = .seconds(budget)
    settings.files = FileAccess(allowed: allowedPaths)
    return settings
  }
}

extension ColorChoice: ExpressibleByArgument {}
