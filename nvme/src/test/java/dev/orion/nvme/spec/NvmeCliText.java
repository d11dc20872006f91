package dev.orion.nvme.spec;

/**
 * What nvme-cli 2.3 (Debian 12) prints as plain text for the pages in {@link Pages}, which it got
 * from a preloaded ioctl(). Tabs are expanded, headings and hex dumps left out.
 */
final class NvmeCliText {
  static final String ID_CTRL =
      """
      vid       : 0x2a05
      ssvid     : 0x744f
      sn        : S3RIAL-0123456789XYZ
      mn        : Orion Test Model
      fr        : 1.0.2
      rab       : 109
      ieee      : 5c3712
      cmic      : 0x1
      mdts      : 38
      cntlid    : 0x704b
      ver       : 0x45f3a15
      rtd3r     : 0x18734e29
      rtd3e     : 0x2c07623d
      oaes      : 0x401b7651
      ctratt    : 0x542f0a65
      rrls      : 0x1e79
      cntrltype : 16
      fguid     : 355a7f24-496e-1338-5d02-274c71163b60
      crdt1     : 13584
      crdt2     : 32602
      crdt3     : 18724
      nvmsr     : 33
      vwci      : 70
      mec       : 107
      oacs      : 0x401b
      acl       : 101
      aerl      : 10
      frmw      : 0x2f
      lpa       : 0x54
      elpe      : 121
      npss      : 3
      avscc     : 0x43
      apsta     : 0x68
      wctemp    : 12813
      cctemp    : 31831
      mtfa      : 17953
      hmpre     : 1513427051
      hmmin     : 1850287231
      tnvmcap   : 82544302191671886510153127255481333779
      unvmcap   : 19155764808921222154177200953651693667
      rpmbs     : 0x227d5833
      edstt     : 27719
      dsto      : 17
      fwug      : 54
      kas       : 91
      hctma     : 0x4a25
      mntmt     : 5231
      mxtmt     : 24121
      sanicap   : 0x724d2803
      hmminds   : 107035671
      hmmaxd    : 20523
      nsetidmax : 6773
      endgidmax : 25663
      anatt     : 9
      anacap    : 46
      anagrpmax : 1109227603
      nanagrpid : 1446055015
      pels      : 1782915195
      domainid  : 13327
      megcap    : 157270372559184483215200724228427313227
      sqes      : 0x31
      cqes      : 0x56
      maxcmd    : 8315
      nn        : 873425477
      oncs      : 0x7e59
      fuses     : 0x4823
      fna       : 0x6d
      vwc       : 0x12
      awun      : 23607
      awupf     : 9729
      icsvscc   : 75
      nwpc      : 112
      acwu      : 14869
      ocfs      : 0x45f
      sgls      : 0x18734e29
      mnan      : 738681405
      maxdna    : 165277016486735976473162479697410094673
      maxcna    : 275465761
      subnqn    : nqn.2014-08.org.nvmexpress:uuid:f81d4fae
      ioccsz    : 241779743
      iorcsz    : 578639923
      icdoff    : 27719
      fcatt     : 0x11
      msdbd     : 54
      ofcs      : 91
      ps      0 : mp:2.3093W non-operational enlat:940797513 exlat:1277624925 rrt:113 rrl:22
                  rwt:59 rwl:96 idle_power:1.0757W active_power:158.97W
                  active_power_workload:80K 128KiB SW
      ps      1 : mp:313.17W operational enlat:1479741033 exlat:1816601213 rrt:17 rrl:54
                  rwt:91 rwl:0 idle_power:189.81W active_power:2.4121W
                  active_power_workload:1MiB 32 RW, 30s idle
      ps      2 : mp:67.73W operational enlat:2018717193 exlat:208093725 rrt:49 rrl:86
                  rwt:123 rwl:32 idle_power:- active_power:reserved
                  active_power_workload:reserved
      ps      3 : mp:148.69W operational enlat:410209833 exlat:738681405 rrt:81 rrl:118
                  rwt:27 rwl:64 idle_power:- active_power:0.7801W
                  active_power_workload:reserved
      """;

  static final String ID_NS =
      """
      nsze    : 0x8633e19744f2a05
      ncap    : 0x300b66411c77522d
      nuse    : 0x58330e69441f7a55
      nsfeat  : 0x1f
      nlbaf   : 3
      flbas   : 0x12
      mc      : 0x6c
      dpc     : 0x11
      dps     : 0x36
      nmic    : 0x5b
      rescap  : 0
      fpi     : 0x25
      dlfeat  : 74
      nawun   : 5231
      nawupf  : 24121
      nacwu   : 10243
      nabsn   : 29261
      nabo    : 15383
      nabspf  : 1633
      noiob   : 20523
      nvmcap  : 43175696551961620670930298014072248949
      npwg    : 27205
      npwa    : 13327
      npdg    : 32345
      npda    : 18467
      nows    : 4717
      mssrl   : 23607
      mcl     : 1883973121
      msrc    : 21
      nulbaf  : 0
      anagrpid: 1075541585
      nsattr  : 84
      nvmsetid: 7801
      endgid  : 26691
      nguid   : 0d32577c21466b10355a7f24496e1338
      eui64   : 5d02274c71163b60
      lbaf  0 : ms:0   lbads:9  rp:0
      lbaf  1 : ms:8   lbads:9  rp:0x2
      lbaf  2 : ms:0   lbads:12 rp:0 (in use)
      lbaf  3 : ms:64  lbads:12 rp:0x1
      """;

  static final String ZNS_ID_NS =
      """
      zoc     : 10757
      ozcs    : 29775
      mar     : 0x8633e19
      mor     : 0x1c77522d
      rrl     : 806053441
      frl     : 1142913621
      rrl1    : 1479741033
      rrl2    : 1816601213
      rrl3    : 5977617
      frl1    : 1142913621
      frl2    : 1142913621
      frl3    : 1142913621
      numzrwa : 0x502b0661
      zrwafg  : 6773
      zrwasz  : 25663
      zrwacap : 9
      lbafe  0: zsze:0x66411c77 zdes:31
      lbafe  1: zsze:0x36116c47 zdes:111
      lbafe  2: zsze:0x6613c17 zdes:1 (in use)
      lbafe  3: zsze:0x56310c67 zdes:15
      """;

  static final String ZNS_ID_CTRL =
      """
      zasl    : 5
      """;

  static final String NVM_ID_NS =
      """
      lbstm : 0x8633e19744f2a05
      pic   : 0x2d
      elbaf  0 : pif:0 lbads:65
      elbaf  1 : pif:0 lbads:85
      elbaf  2 : pif:0 lbads:105 (in use)
      elbaf  3 : pif:0 lbads:125
      """;

  static final String NVM_ID_CTRL =
      """
      vsl    : 5
      wzsl   : 42
      wusl   : 79
      dmrl   : 116
      dmrsl  : 140721689
      dmsl   : 3461973168400847405
      """;

  static final String SMART_LOG =
      """
      critical_warning                        : 0x5
      temperature                             : 27°C (300 Kelvin)
      available_spare                         : 116%
      available_spare_threshold               : 25%
      percentage_used                         : 62%
      endurance group critical warning summary: 0x63
      Data Units Read                         : 106561637825897098870188099617246104101 \
      (54559558566859.31 QB)
      Data Units Written                      : 43175696551961620670930298014072248949 \
      (22105956634604.35 QB)
      host_read_commands                      : 149263728631632989957239109496932887109
      host_write_commands                     : 85213183500855717596140379078475594261
      controller_busy_time                    : 21824646118105053240164452776645954149
      power_cycles                            : 127912688299367143095176306886612834869
      power_on_hours                          : 78540980227896139881172249523137426704
      unsafe_shutdowns                        : 15152442845145475525196323219160302944
      media_errors                            : 121240485026408169843117984643714536752
      num_err_log_entries                     : 57189929754580233698184907473545733376
      Warning Temperature Time                : 1058698576
      Critical Composite Temperature Time     : 1395525988
      Temperature Sensor 1           : 7271°C (7544 Kelvin)
      Temperature Sensor 2           : 26161°C (26434 Kelvin)
      Temperature Sensor 4           : 31301°C (31574 Kelvin)
      Temperature Sensor 5           : 17423°C (17696 Kelvin)
      Temperature Sensor 6           : 3673°C (3946 Kelvin)
      Temperature Sensor 7           : 22563°C (22836 Kelvin)
      Temperature Sensor 8           : 8813°C (9086 Kelvin)
      Thermal Management T1 Trans Count       : 923954504
      Thermal Management T2 Trans Count       : 1260781916
      Thermal Management T1 Total Time        : 1597642096
      Thermal Management T2 Total Time        : 1934502148
      """;

  static final String ERROR_LOG =
      """
       Entry[ 0]
      .................
      error_count     : 604395054044228101
      sqid            : 21037
      cmdid           : 0x1c77
      status_field    : 0x2182(Attempted Write to Read Only Range: The LBA range specified \
      contains read-only blocks)
      phase_tag       : 0x1
      parm_err_loc    : 0x300b
      lba             : 0x58330e69441f7a55
      nsid            : 0x6c47227d
      vs              : 17
      trtype          : TCP Transport error.
      cs              : 0x28035e39146f4a25
      trtype_spec_info: 0x724d
      .................
       Entry[ 1]
      .................
      error_count     : 5198137316506298949
      sqid            : 4717
      cmdid           : 0x5c37
      status_field    : 0x80(LBA Out of Range: The command references an LBA that exceeds the \
      size of the namespace)
      phase_tag       : 0
      parm_err_loc    : 0x704b
      lba             : 0x18734e29045f3a15
      nsid            : 0x2c07623d
      vs              : 81
      trtype          : The transport type is not indicated or the error is not transport related.
      cs              : 0x68431e79542f0a65
      trtype_spec_info: 0x320d
      .................
      """;

  static final String FW_LOG =
      """
      afi  : 0x21
      frs1 : 0x202020322e302e31 (1.0.2...)
      frs2 : 0x3433444332314241 (AB12CD34)
      frs3 : 0x00000000000178 (x.......)
      """;

  static final String REPORT_ZONES =
      """
      SLBA: 0x18734e29045f3a15 WP: 0x401b76512c07623d Cap: 0x704b26015c37126d State: 0x20 Type: \
      0x2  Attrs: 0x87 AttrsInfo: 0xd
      SLBA: 0x237e59340f6a4520 WP: 0x4b26015c37126d48 Cap: 0x7b56310c67421d78 State: 0xe0 Type: \
      0x2  Attrs: 0x1  AttrsInfo: 0x2
      SLBA: 0x2e09643f1a75502b WP: 0x56310c67421d7853 Cap: 0x6613c17724d2803 State: 0xa0 Type: \
      0x3  Attrs: 0x80 AttrsInfo: 0
      """;

  static final String NS_DESCS =
      """
      eui64   : 052a4f74193e6308
      nguid   : 2d52771c41660b30557a1f44690e3358
      uuid    : 7d22476c-1136-5b00-254a-6f14395e0328
      """;

  static final String LIST_NS =
      """
      [   0]:0x1
      [   1]:0x2
      [   2]:0xbadbeef
      """;

  static final String EFFECTS_LOG =
      """
      ACS2     [Get Log Page                    ] 00000001
      ACS128   [Format NVM                      ] 0002001f
      ACS193   [Unknown                         ] 00000001
      IOCS1    [Write                           ] 00000003
      IOCS125  [Zone Append                     ] 00080003
      """;

  private NvmeCliText() {}
}
