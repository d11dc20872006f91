package dev.orion.nvme.spec;

import java.util.List;

/** Names of the elements of Controller and Namespace Metadata (Base 5.27.1.25 to 5.27.1.27). */
final class MetadataElements {
  private static final List<String> OF_CONTROLLER =
      List.of(
          "Operating System Controller Name",
          "Operating System Driver Name",
          "Operating System Driver Version",
          "Pre-boot Controller Name",
          "Pre-boot Driver Name",
          "Pre-boot Driver Version",
          "System Processor Model",
          "Chipset Driver Name",
          "Chipset Driver Version",
          "Operating System Name and Build",
          "System Product Name",
          "Firmware Version",
          "Operating System Driver Filename",
          "Display Driver Name",
          "Display Driver Version",
          "Host-Determined Failure Record");

  private static final List<String> OF_NAMESPACE =
      List.of(
          "Operating System Namespace Name",
          "Pre-boot Namespace Name",
          "Operating System Namespace Name Qualifier 1",
          "Operating System Namespace Name Qualifier 2");

  private MetadataElements() {}

  /** The name of an element's type, which counts from 1. */
  static String name(boolean ofNamespace, int type) {
    List<String> names = ofNamespace ? OF_NAMESPACE : OF_CONTROLLER;
    return type >= 1 && type <= names.size()
        ? names.get(type - 1)
        : "Unknown %s Type".formatted(ofNamespace ? "Namespace" : "Controller");
  }
}
