import GenPhysEngine
import Testing

/// Files of numbers: whatever is read is what the file says, and the rest is refused with its place.
struct TableTests {
  // MARK: CSV

  @Test func csvRoundTrip() throws {
    let data = try DataSet(
      values: [1, -0.1, 1e-300, 12345.678, 3, 4], dimension: 2, labels: ["a", "b,\"c\"", "d"])
    let back = try CSVReader.read(CSVWriter.write(data))
    #expect(back.values == data.values)
    #expect(back.labels == data.labels)
    #expect(back.columns == ["x1", "x2"])
  }

  @Test(arguments: [
    ("1,2\n3,4\n", 2, 2), ("x;y\r\n1;2\r\n3;4", 2, 2), ("# note\n\n1\t2\t3\n", 1, 3),
    ("\u{FEFF}a,label\n1,cat\n2,dog\n", 2, 1), ("\"a\",\"b\"\n\" 1\",2\n", 1, 2),
  ])
  func csvForms(text: String, count: Int, dimension: Int) throws {
    let data = try CSVReader.read(Array(text.utf8))
    #expect(data.count == count)
    #expect(data.dimension == dimension)
  }

  @Test(
    arguments: [
      ("", nil), ("x,y\n", nil), ("1,2\n3\n", 2), ("1,2\n3,x\n", 2), ("1,2\n3,nan\n", 2),
      ("1,2\n3,inf\n", 2), ("1,2\n3,\n", 2), ("1,\"2\n", 1), ("label\ncat\n", 1), ("#\n", nil),
    ] as [(String, Int?)])
  func csvErrors(text: String, line: Int?) {
    do throws(EngineError) {
      _ = try CSVReader.read(Array(text.utf8))
      Issue.record("accepted \(text)")
    } catch {
      guard case .invalidTable(let problem) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(problem.line == line)
    }
  }

  @Test func csvColumnsByName() throws {
    let bytes = Array("a,b,kind\n1,2,u\n3,4,v\n".utf8)
    let data = try CSVReader.read(bytes, options: .init(labelColumn: "kind", columns: ["b"]))
    #expect(data.values == [2, 4])
    #expect(data.labels == ["u", "v"])
    #expect(try data.selecting(label: "v").values == [4])
    #expect(throws: EngineError.self) {
      try CSVReader.read(bytes, options: .init(labelColumn: "nope"))
    }
    #expect(throws: EngineError.self) { try CSVReader.read([0xff, 0xfe, 0x00]) }
  }

  // MARK: NPY

  static func npy(_ header: String, _ data: [UInt8]) -> [UInt8] {
    let text = Array((header + "\n").utf8)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count & 255), UInt8(text.count >> 8)]
      + text + data
  }

  @Test func npyRoundTrip() throws {
    let data = try DataSet(values: [1, -0.1, 1e-300, 12345.678, 3, 4], dimension: 3)
    let bytes = try NPYWriter.write(data)
    #expect(bytes.count == 128 + 48)
    #expect(try NPYReader.read(bytes).values == data.values)
  }

  @Test func npyTypesAndOrders() throws {
    let fortran = TableTests.npy(
      "{'descr': '|i1', 'fortran_order': True, 'shape': (2, 3), }", [1, 4, 2, 5, 3, 0xfa])
    #expect(try NPYReader.read(fortran).values == [1, 2, 3, 4, 5, -6])
    let big = TableTests.npy(
      "{'descr': '>u2', 'fortran_order': False, 'shape': (2,), }", [1, 0, 0, 7])
    #expect(try NPYReader.read(big).values == [256, 7])
    let half = TableTests.npy(
      "{'descr': '<f2', 'fortran_order': False, 'shape': (1, 2), }", [0x00, 0x3e, 0x00, 0xc0])
    #expect(try NPYReader.read(half).values == [1.5, -2])
  }

  @Test(arguments: [
    "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }",
    "{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 9), }",
    "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '<f8', 'shape': (-1,), }", "nonsense",
  ])
  func npyErrors(header: String) {
    #expect(throws: EngineError.self) {
      try NPYReader.read(TableTests.npy(header, [0, 0, 0, 0, 0, 0, 0, 0]))
    }
  }

  @Test func everyTruncationIsAnError() throws {
    let bytes = try NPYWriter.write(try DataSet(values: [1, 2], dimension: 1))
    for length in 0..<bytes.count {
      #expect(throws: EngineError.self) { try NPYReader.read(Array(bytes.prefix(length))) }
    }
  }

  // MARK: Forms of CSV

  /// A text, how it is read, and its rows.
  @Test(
    arguments: [
      ("1,2\r3,4\r", .init(), [1, 2, 3, 4]), ("# a\r1,2\r\n\r3,4", .init(), [1, 2, 3, 4]),
      ("\"x\ry\",z\r1,2\r", .init(), [1, 2]),
      ("1,5;2,5\n3,5;4,5", .init(decimal: .comma), [1.5, 2.5, 3.5, 4.5]),
      ("x;y\n1,5;2,5", .init(decimal: .comma), [1.5, 2.5]),
      ("1,5\n2,25", .init(decimal: .comma), [1.5, 2.25]),
      ("1,5\t-2,5e1", .init(decimal: .comma), [1.5, -25]), ("1;2", .init(decimal: .comma), [1, 2]),
      ("cat,1\ndog,2", .init(labelColumn: "1"), [1, 2]),
      ("\"a;b;c;d\",1,2\n\"x\",3,4\n", .init(labelColumn: "1"), [1, 2, 3, 4]),
      ("2020,2021\n1,2", .init(hasHeader: true), [1, 2]),
      ("a,2020\n1,2", .init(hasHeader: true), [1, 2]), (" \"1\" ,2", .init(), [1, 2]),
      ("cat;dog,1\ncow,2", .init(labelColumn: "1"), [1, 2]),
    ] as [(String, CSVReader.Options, [Double])])
  func csvIsReadAsWritten(text: String, options: CSVReader.Options, values: [Double]) throws {
    #expect(try CSVReader.read(Array(text.utf8), options: options).values == values)
  }

  /// A text that would be read wrong, where it is wrong, and why.
  @Test(
    arguments: [
      ("1,2\n3,\04", 2, 2, .zeroByte), ("# \0\n1", 1, nil, .zeroByte),
      ("\"\0\"", 1, 1, .zeroByte), ("1,2 # c\n3,4", 1, 2, .comment("2 # c")),
      ("1\n2#3", 2, 1, .comment("2#3")), ("NA,2\n3,4", 1, 1, .notANumber("NA")),
      ("NA,null\n1,2", 1, 1, .notANumber("NA")), ("?,?\n1,2", 1, 1, .notANumber("?")),
      ("$1,$2\n3,4", 1, 1, .notANumber("$1")), ("5cm\n3", 1, 1, .notANumber("5cm")),
      ("1.0D+00\n2", 1, 1, .fortranExponent("1.0D+00")),
      ("1,cat\n2,dog", 1, 2, .mixedFirstRow(text: "cat")),
      ("a,2020\n1,2", 1, 1, .mixedFirstRow(text: "a")),
      ("nan,x\n1,2", 1, 2, .mixedFirstRow(text: "x")),
      ("1,5;2,5\n3,5;4,5", 1, 1, .decimalComma("1,5")),
      ("x;y\n1,5;2,5", 2, 1, .decimalComma("1,5")),
      ("1,5\t2,5\n3,5\t4,5", 1, 1, .decimalComma("1,5")),
      ("\"1,5\",\"2,5\"", 1, 1, .decimalComma("1,5")), ("1 2\n3 4", 1, 1, .blanks("1 2")),
      ("1,5 2,5", 1, 2, .blanks("5 2")), ("\"1\"2,3", 1, 1, .textAfterQuote("2")),
      ("x\n1,5", 2, nil, .fieldCount(2, expected: 1, areDecimalCommas: true)),
      ("1,2\n3", 2, nil, .fieldCount(1, expected: 2, areDecimalCommas: false)),
      (",x\n1,2", 1, 1, .unnamedColumn), ("1,", 1, 2, .emptyField),
      ("x,y\n1,-inf", 2, 2, .notFinite("-inf")), ("1\n1e999", 2, 1, .notFinite("1e999")),
    ] as [(String, Int?, Int?, TableProblem.Reason)])
  func csvRefusals(text: String, line: Int?, column: Int?, reason: TableProblem.Reason) {
    let error = #expect(throws: EngineError.self) { try CSVReader.read(Array(text.utf8)) }
    guard case .invalidTable(let problem)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(problem.line == line && problem.column == column && problem.reason == reason)
    #expect(problem.message.contains(line.map { "line \($0)" } ?? ""))
  }

  @Test func csvRefusalsOfOptions() {
    func reason(_ text: String, _ options: CSVReader.Options) -> TableProblem.Reason? {
      do throws(EngineError) {
        _ = try CSVReader.read(Array(text.utf8), options: options)
        return nil
      } catch {
        if case .invalidTable(let problem) = error { return problem.reason }
        return nil
      }
    }
    #expect(reason("1.5;2", .init(decimal: .comma)) == .decimalPoint("1.5"))
    #expect(reason("1.234,5;2", .init(decimal: .comma)) == .notANumber("1.234,5"))
    #expect(reason("x,x\n1,2", .init(labelColumn: "x")) == .repeatedColumn("x"))
    #expect(reason("x,y\n1,2", .init(hasHeader: false)) == .notANumber("x"))
    #expect(reason("cat,dog,1", .init(labelColumn: "1")) == .mixedFirstRow(text: "cat"))
    #expect(throws: EngineError.invalidTable(.init(.wideText))) {
      try CSVReader.read([0xFF, 0xFE, 0x31, 0])
    }
  }

  /// A header of numbers would be read back as a row of data.
  @Test func numericNamesAreWrittenAsNames() throws {
    let options = CSVReader.Options(hasHeader: true)
    let data = try CSVReader.read(Array("2020,NA\n1,2".utf8), options: options)
    let back = try CSVReader.read(CSVWriter.write(data))
    #expect(back.values == [1, 2] && back.columns == ["x2020", "xNA"])
  }

  // MARK: Forms of NPY

  /// Headers that NumPy 2.4 reads, over the bytes of six doubles 0…5.
  @Test(arguments: [
    "{\"descr\": \"<f8\", \"fortran_order\": False, \"shape\": (2, 3)}",
    "{'descr': 'f8', 'fortran_order': False, 'shape': (2L, 3L), }",
    "{'descr': 'float64', 'fortran_order': False, 'shape': (2, 3)}",
    "  {'shape': (2, 3,), 'descr': u'=d', 'fortran_order': (False)}",
    "({'shape': ((2), 3), 'fortran_order': False, 'descr': '|f8', })",
    "{'descr': 'double', 'fortran_order': True, 'fortran_order': False, 'shape': (+2, 3)}",
  ])
  func npyHeadersOfNumPy(header: String) throws {
    let numbers: [Double] = [0, 1, 2, 3, 4, 5]
    let bytes = numbers.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }
    let data = try NPYReader.read(TableTests.npy(header, bytes))
    #expect(data.values == numbers && data.dimension == 3)
  }

  /// Headers that NumPy 2.4 refuses.
  @Test(arguments: [
    "{'descr': '<f8', 'fortran_order': 1, 'shape': (6,)}",
    "{'descr': '<f8', 'fortran_order': 'True', 'shape': (6,)}",
    "{'descr': '<f8', 'fortran_order': true, 'shape': (6,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (6)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': [6]}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (-6,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (06,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (2 3)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (6,), 'more': 1}",
    "{'descr': '<float64', 'fortran_order': False, 'shape': (6,)}",
    "{'descr': 'F8', 'fortran_order': False, 'shape': (6,)}",
    "{'descr': 'longdouble', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (6,)}}", "{}", "[]",
    "(((((((((((((((((((((((",
  ])
  func npyHeadersThatNumPyRefuses(header: String) {
    let zeros = [UInt8](repeating: 0, count: 48)
    #expect(throws: EngineError.self) { try NPYReader.read(TableTests.npy(header, zeros)) }
  }

  /// NumPy mends `6L` in files of versions 1 and 2 only: Python 2 never wrote version 3.
  @Test func longIntegersBelongToOldVersions() {
    var bytes = TableTests.npy(
      "{'descr': '|u1', 'fortran_order': False, 'shape': (6L,)}", [0, 0, 1, 2, 3, 4, 5, 6])
    bytes.insert(contentsOf: [0, 0], at: 10)
    bytes[6] = 3
    #expect(throws: EngineError.self) { try NPYReader.read(bytes) }
    bytes[6] = 2
    #expect(throws: Never.self) { try NPYReader.read(bytes) }
  }

  @Test func everyByteButZeroIsTrue() throws {
    let header = "{'descr': '?', 'fortran_order': False, 'shape': (4,)}"
    #expect(try NPYReader.read(TableTests.npy(header, [0, 1, 2, 255])).values == [0, 1, 1, 1])
  }
}
