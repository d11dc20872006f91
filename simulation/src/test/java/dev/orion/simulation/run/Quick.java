package dev.orion.simulation.run;
public class Quick {
  public static void main(String[] a) throws Exception {
    long from = Long.parseLong(a[0]); int n = Integer.parseInt(a[1]); int steps = Integer.parseInt(a[2]);
    long t=System.nanoTime(); long req=0, faults=0; int bad=0;
    for (long s=from;s<from+n;s++) {
      try { var r = Simulation.run(SimulationPlan.of(s, steps), n==1 ? System.out::println : x->{}); req+=r.requests(); for (int c: r.faults().values()) faults+=c; if(n==1) System.out.println(r); }
      catch (SimulationFailure f) { if (bad++<4) { System.out.println(f.getMessage()+"  "+f.plan().commandLine()); if (n==1||bad==1) f.printStackTrace(System.out);} }
    }
    System.out.printf("%d seeds, %d bad, %d requests, %d faults, %.1f s%n", n,bad,req,faults,(System.nanoTime()-t)/1e9);
  }
}
