/**
 * The lab: a QEMU process with real device models and no guest, which a Java process drives through
 * QEMU's qtest socket and a shared file that is the guest's RAM. It needs neither root nor an
 * IOMMU.
 *
 * <p>{@link dev.orion.tools.lab.Labs} starts, finds and stops labs that stay up between commands;
 * {@link dev.orion.tools.lab.EphemeralLab} is one that dies with its owner. {@link
 * dev.orion.tools.lab.LabDefinition} says which devices a lab has.
 */
@NullMarked
package dev.orion.tools.lab;

import org.jspecify.annotations.NullMarked;
