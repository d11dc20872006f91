package dev.orion.nvme.spec;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON of objects, arrays, strings and integers into the types that {@link Structure#toMap}
 * gives.
 */
final class Json {
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  static Object parse(String text) {
    Json json = new Json(text);
    Object value = json.value();
    json.skipSpace();
    if (json.at != text.length()) {
      throw new IllegalArgumentException("text after the value at " + json.at);
    }
    return value;
  }

  private Object value() {
    skipSpace();
    return switch (text.charAt(at)) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      default -> number();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> map = new LinkedHashMap<>();
    at++;
    while (!next('}')) {
      skipSpace();
      String key = string();
      expect(':');
      map.put(key, value());
      next(',');
    }
    return map;
  }

  private List<Object> array() {
    List<Object> list = new ArrayList<>();
    at++;
    while (!next(']')) {
      list.add(value());
      next(',');
    }
    return list;
  }

  private String string() {
    expect('"');
    StringBuilder string = new StringBuilder();
    while (text.charAt(at) != '"') {
      if (text.charAt(at) == '\\') {
        at++;
      }
      string.append(text.charAt(at++));
    }
    at++;
    return string.toString();
  }

  private Object number() {
    int start = at;
    while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    BigInteger number = new BigInteger(text.substring(start, at));
    return number.bitLength() < 64 ? (Object) number.longValueExact() : number;
  }

  private void expect(char c) {
    if (!next(c)) {
      throw new IllegalArgumentException("no '" + c + "' at " + at);
    }
  }

  private boolean next(char c) {
    skipSpace();
    if (text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }
}
