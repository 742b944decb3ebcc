import Foundation
import Testing

import GenPhysEngine

/// Model files whose checksum was taken away: nothing in them is believed.
struct ModelFileTests {
  /// A file in parts that tests can change, put together anew without a checksum.
  struct Parts {
    var header: [String: Any]
    var data: [UInt8]

    init(_ file: [UInt8]) throws {
      let length = file[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
      let object = try JSONSerialization.jsonObject(with: Data(file[8..<(8 + length)]))
      header = try #require(object as? [String: Any])
      data = Array(file[(8 + length)...])
    }

    var metadata: [String: String] {
      get { header["__metadata__"] as? [String: String] ?? [:] }
      set { header["__metadata__"] = newValue }
    }

    func encoded() throws -> [UInt8] {
      var copy = self
      copy.metadata["checksum"] = "none"
      let text = try JSONSerialization.data(withJSONObject: copy.header, options: [.sortedKeys])
      return ModelFileTests.file(String(decoding: text, as: UTF8.self), data)
    }

    /// Where the numbers of a tensor lie.
    func offset(_ name: String) throws -> Int {
      let entry = try #require(header[name] as? [String: Any], "\(name)")
      return try #require((entry["data_offsets"] as? [Int])?.first)
    }

    mutating func set(_ name: String, at index: Int, float value: Float) throws {
      let place = try offset(name) + 4 * index
      withUnsafeBytes(of: value.bitPattern.littleEndian) {
        data.replaceSubrange(place..<(place + 4), with: $0)
      }
    }

    mutating func set(_ name: String, at index: Int, double value: Double) throws {
      let place = try offset(name) + 8 * index
      withUnsafeBytes(of: value.bitPattern.littleEndian) {
        data.replaceSubrange(place..<(place + 8), with: $0)
      }
    }
  }

  static func file(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8)
      + data
  }

  static func message(_ file: [UInt8]) -> String? {
    do throws(EngineError) {
      _ = try Checkpoint(file)
      return nil
    } catch {
      return error.message
    }
  }

  /// A checkpoint of a process with cells, so that every table is there.
  static func parts() throws -> Parts {
    let data = try TrainingTests.data()
    let store = CheckpointTests.Store()
    _ = try Model.train(
      try CheckpointTests.process("yukawa", data), on: data, options: CheckpointTests.options,
      checkpoints: try store.checkpointing(every: 1000))
    return try Parts(try #require(store.all.last))
  }

  // MARK: - Numbers

  @Test func numbersOutOfRangeAreRefused() throws {
    let parts = try Self.parts()
    #expect(try Self.message(parts.encoded()) == nil)
    let weight = "model.layers.0.weight"
    for value in [Float.nan, .infinity, 3e38, -1.1e6] {
      var changed = parts
      try changed.set(weight, at: 3, float: value)
      #expect(try Self.message(changed.encoded())?.contains("weight") == true, "\(value)")
      changed = parts
      try changed.set("optimizer.parameters.layers.1.bias", at: 0, float: value)
      #expect(try Self.message(changed.encoded())?.contains("state") == true, "\(value)")
    }
    for (name, index, value) in [
      ("optimizer.first_moment.layers.0.weight", 0, Float.nan),
      ("optimizer.second_moment.layers.0.weight", 0, -1),
      ("optimizer.second_moment.layers.0.bias", 0, .infinity),
    ] {
      var changed = parts
      try changed.set(name, at: index, float: value)
      #expect(try Self.message(changed.encoded())?.contains("state") == true, "\(name)")
    }
    for (name, index, value, word) in [
      ("data.scale", 0, 0.0, "scale"), ("data.scale", 0, -1, "scale"),
      ("data.scale", 0, .nan, "scale"),
      ("data.mean", 0, .infinity, "data.mean"), ("data.reach", 0, -1, "deviations out"),
      ("data.reach", 0, 1e300, "deviations out"), ("data.deviations", 0, -1, "negative"),
      ("data.deviations", 1, .nan, "data.deviations"), ("data.cells.shares", 0, 2, "shares"),
      ("data.cells.shares", 0, -0.5, "shares"), ("data.cells.centers", 0, 1e300, "beyond"),
      ("data.cells.covariance_factors", 0, 1e300, "beyond"),
      ("training.losses", 0, 1e300, "step"), ("training.losses", 0, -1, "order"),
      ("training.losses", 0, 99, "order"), ("training.losses", 1, -1, "negative"),
      ("training.losses", 1, .nan, "training.losses"), ("training.running_loss", 0, -1, "negative"),
    ] as [(String, Int, Double, String)] {
      var changed = parts
      try changed.set(name, at: index, double: value)
      let message = Self.message(try changed.encoded())
      #expect(message?.contains(word) == true, "\(name) = \(value): \(message ?? "read")")
    }
  }

  @Test(arguments: [
    ("version", "7"), ("version", String(repeating: "6", count: 100_000)), ("format", "pt"),
    ("dimension", "3"), ("dimension", "1000000"), ("dimension", "-1"), ("step", "101"),
    ("step", "1e3"), ("data.fingerprint", "x"), ("data.fingerprint", "0123456789abcdeg"),
    ("training.width", "13"), ("training.width", "65537"), ("training.layers", "1"),
    ("training.layers", "64"), ("training.steps", "0"), ("training.batch", "99999999999999999999"),
    ("training.learning_rate", "nan"), ("training.learning_rate", "-1"),
    ("training.log_width_mean", "1e300"), ("training.log_width_deviation", "1e300"),
    ("training.average_decay", "1"), ("data.standardised", "perhaps"),
    ("data.standardised", "true"),
  ])
  func textsOutOfRangeAreRefused(key: String, text: String) throws {
    var parts = try Self.parts()
    if key == "data.standardised", text == "true" {
      // The scale of standardised columns is about 1; this one was not.
      try parts.set("data.deviations", at: 0, double: 1e-3)
      try parts.set("data.scale", at: 0, double: 100)
    }
    parts.metadata[key] = text
    let message = try #require(try Self.message(parts.encoded()), "\(key) = \(text.prefix(40))")
    #expect(message.count < 300)
  }

  // MARK: - The header

  /// An entry of four bytes.
  private static func entry(_ name: String, _ start: Int, _ end: Int) -> String {
    "\"\(name)\":{\"dtype\":\"F32\",\"shape\":[\((end - start) / 4)],"
      + "\"data_offsets\":[\(start),\(end)]}"
  }

  @Test(arguments: [
    ("{\(entry("a", 0, 4)),\(entry("a", 4, 8))}", "twice"),
    ("{\(entry("a", 0, 4)),\(entry("\\u0061", 4, 8))}", "twice"),
    ("{\"__metadata__\":{},\"__metadata__\":{},\(entry("a", 0, 8))}", "twice"),
    ("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"},\(entry("a", 0, 8))}", "twice"),
    ("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}", "twice"),
    ("{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"shape\":[1],\"data_offsets\":[0,8]}}", "twice"),
    ("{\(entry("a", 0, 8)),\(entry("b", 0, 8))}", "share bytes"),
    ("{\(entry("a", 0, 8)),\(entry("b", 4, 8))}", "share bytes"),
    ("{\(entry("a", 0, 4))}", "belong to no tensor"),
    ("{\(entry("a", 4, 8))}", "belong to no tensor"),
    ("{}", "belong to no tensor"),
    ("{\(entry("a", 0, 12))}", "cut short"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}", "field 'x'"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", "lacks"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", "lacks"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}", "lacks"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4,8]}}", "more than 2"),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,1,1,1,1,1,1,1,1],\"data_offsets\":[0,8]}}",
      "more than 8"
    ),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}", "expected"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[02],\"data_offsets\":[0,8]}}", "whole number"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[true],\"data_offsets\":[0,8]}}", "whole number"),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}",
      "too large"
    ),
    ("{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", "type"),
    (
      "{\"a\":{\"dtype\":\"F64\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}}", "size"
    ),
    ("{\"__metadata__\":{\"a\":1}}", "expected"), ("{\"__metadata__\":[]}", "expected"),
    ("{\"a\":\"\\ud800\"}", "expected"), ("{\"\\ud800x\":1}", "half a character"),
    ("{\"\\q\":1}", "escape"), ("{\"a\nb\":1}", "control character"), ("{ ", "expected"),
    ("{\(entry("a", 0, 8))}x", "after its end"), ("{\(entry("a", 0, 8)),}", "expected"),
  ])
  func headersThatContradictThemselvesAreRefused(header: String, words: String) {
    let message = Self.message(Self.file(header, Array(repeating: 0, count: 8)))
    #expect(message?.contains(words) == true, "\(header): \(message ?? "read")")
  }

  /// Bytes that are no UTF-8, in a name.
  @Test func namesAreText() {
    var header = Array("{\"a\":1}".utf8)
    header[2] = 0xFF
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
    #expect(Self.message(length + header)?.contains("UTF-8") == true)
  }

  /// A name of a million characters, or one that steers a terminal, is quoted in part and visibly.
  @Test func namesInMessagesAreShort() {
    let long = "\u{1B}]0;x\u{7}\u{202E}" + String(repeating: "a", count: 1_000_000)
    let escaped = long.replacing("\u{1B}", with: "\\u001b").replacing("\u{7}", with: "\\u0007")
    for header in [
      "{\"\(escaped)\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
      "{\"\(escaped)\":{\"\(escaped)\":1}}", "{\"__metadata__\":{\"\(escaped)\":1}}",
    ] {
      let message = Self.message(Self.file(header, Array(repeating: 0, count: 8))) ?? ""
      #expect(!message.isEmpty && message.count < 400)
      let steers = message.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E }
      #expect(!steers)
    }
  }

  /// Thousands of tensors end the reading, before any of them is looked at twice.
  @Test(arguments: [2_000, 300_000])
  func crowdedHeadersAreRefusedAtOnce(count: Int) {
    var tensors = "{"
    tensors.reserveCapacity(80 * count)
    for i in 0..<count {
      tensors += (i > 0 ? "," : "") + Self.entry("t\(i)", 4 * i, 4 * i + 4)
    }
    let file = Self.file(tensors + "}", Array(repeating: 0, count: 4 * count))
    var texts = "{\"__metadata__\":{"
    for i in 0..<count { texts += (i > 0 ? "," : "") + "\"k\(i)\":\"v\"" }
    let other = Self.file(texts + "}}")
    let clock = ContinuousClock()
    var messages: [String?] = []
    let time = clock.measure { messages = [Self.message(file), Self.message(other)] }
    #expect(messages[0]?.contains("more than 1024 tensors") == true)
    #expect(messages[1]?.contains("more than 1024 texts") == true)
    // It took 3 ms; 300,000 tensors took seconds.
    #expect(time < .milliseconds(500), "\(time)")
  }

  /// Random damage to the header, with numbers and signs that mean something to its reader.
  @Test func damagedHeadersNeverTrap() throws {
    let file = try Self.parts().encoded()
    let length = file[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let pieces = [
      "\"", "{", "}", "[", "]", ",", ":", "\\", "\\u", "\\ud800", "0", "9223372036854775807", "-1",
    ]
    .map { Array($0.utf8) }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var damaged = file
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 8..<(8 + length), using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: damaged[place] = UInt8.random(in: 0...255, using: &random)
        case 1: damaged.remove(at: place)
        default:
          damaged.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
        }
      }
      let count = damaged.count - file.count + length
      withUnsafeBytes(of: UInt64(count).littleEndian) { damaged.replaceSubrange(0..<8, with: $0) }
      if let message = Self.message(damaged) { #expect(message.count < 1000) }
    }
  }

  /// A training whose weights leave their range says so, and leaves files that can be read.
  @Test func weightsOutOfRangeEndTheTraining() throws {
    let data = try TrainingTests.data()
    var options = CheckpointTests.options
    options.learningRate = 1e7
    let store = CheckpointTests.Store()
    #expect(throws: EngineError.self) {
      try Model.train(
        try CheckpointTests.process("gaussian", data), on: data, options: options,
        checkpoints: try store.checkpointing(every: 1))
    }
    for file in store.all { _ = try Checkpoint(file) }
  }

  /// Every weight at the end of its range: samples fail or are finite, and nothing traps.
  @Test(arguments: ["gaussian", "poisson", "yukawa"])
  func largestWeightsDoNotTrap(kernel: String) throws {
    let data = try TrainingTests.data()
    let process = try CheckpointTests.process(kernel, data)
    let store = CheckpointTests.Store()
    _ = try Model.train(
      process, on: data, options: CheckpointTests.options,
      checkpoints: try store.checkpointing(every: 1000))
    var parts = try Parts(try #require(store.all.last))
    for (name, entry) in parts.header where name.hasPrefix("model.") {
      let shape = (entry as? [String: Any])?["shape"] as? [Int] ?? []
      for i in 0..<shape.reduce(1, *) {
        try parts.set(name, at: i, float: i % 3 == 0 ? -1e6 : 1e6)
      }
    }
    let model = try Model(try Checkpoint(try parts.encoded()), process: process)
    do throws(EngineError) {
      let values = try model.sample(.init(count: 20)).data.values
      let areFinite = values.allSatisfy { $0.isFinite }
      #expect(areFinite)
    } catch {
      #expect(error.message != "")
    }
  }
}
