internal import Foundation
internal import GenPhys
internal import GenPhysSyntax

/// Answers the Tab key: asks the session and puts its answer into readline's terms.
enum Completer {
  /// What may stand at the cursor.
  struct Answer {
    /// Where the word stands, which decides what separates words.
    enum Place { case name, string, commandArgument }

    var place = Place.name
    /// The offset in the line, in bytes, at which the word begins.
    var start = 0
    var candidates: [String] = []
    /// The character that follows a candidate that is the only one; 0 for none.
    var append: CChar = 0
  }

  /// - Parameter earlier: the lines of the statement that were entered before this one.
  static func answer(
    _ session: Session, earlier: String, line: String, offset: Int
  ) -> Answer {
    let text = earlier + line
    let completions = session.completions(in: text, at: earlier.utf8.count + offset)
    var answer = Answer()
    answer.start = completions.span.start - earlier.utf8.count
    answer.candidates = completions.candidates.map(\.text)
    let next = Array(line.utf8.dropFirst(offset)).first
    switch completions.kind {
    case .file:
      let isQuoted = text.utf8.prefix(completions.span.start).last == UInt8(ascii: "\"")
      answer.place = isQuoted ? .string : .commandArgument
      if isQuoted, next != UInt8(ascii: "\"") { answer.append = CChar(UInt8(ascii: "\"")) }
    case .name, .field, .command, .code: answer.place = .name
    }
    if completions.candidates.count == 1 {
      switch completions.candidates[0].role {
      case .function where next != UInt8(ascii: "("):
        answer.append = CChar(UInt8(ascii: "("))
      case .command, .keyword, .field: answer.append = CChar(UInt8(ascii: " "))
      default: break
      }
    }
    return answer
  }
}
