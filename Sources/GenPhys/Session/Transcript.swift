internal import GenPhysSyntax

/// The cells of a session as a script that gives the same results when it runs.
///
/// `Out[n]` counts every cell that was run, those that failed included. Where the numbers have gaps,
/// or a cell holds several statements, the script has `# %%` markers, and an empty cell for a gap.
struct Transcript: Sendable {
  private struct Entry: Sendable {
    let number: Int
    let code: String
    let isSingle: Bool
  }

  private var entries: [Entry] = []

  /// The code of the cells.
  var codes: [String] { entries.map(\.code) }

  /// Keeps a cell that succeeded.
  mutating func append(_ code: String, _ cell: Syntax.Cell, number: Int) {
    // The span of a statement ends before the ";" that silences it.
    let isSilent = cell.statements.last?.isSilent == true && !code.hasSuffix(";")
    entries.append(
      Entry(
        number: number, code: code + (isSilent ? ";" : ""), isSingle: cell.statements.count == 1))
  }

  /// The script, ending in a newline.
  var script: String {
    let isPlain = entries.enumerated().allSatisfy { index, entry in
      entry.number == index + 1 && entry.isSingle
    }
    if isPlain { return codes.joined(separator: "\n") + "\n" }
    var lines: [String] = []
    var next = 1
    for entry in entries {
      while next < entry.number {
        lines.append("# %% In[\(next)] left no trace")
        next += 1
      }
      lines += ["# %% In[\(entry.number)]", entry.code]
      next = entry.number + 1
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
