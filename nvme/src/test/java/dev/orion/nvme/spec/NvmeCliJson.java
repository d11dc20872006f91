package dev.orion.nvme.spec;

/**
 * What nvme-cli 2.3 (Debian 12) prints as JSON for the pages in {@link Pages}, which it got from a
 * preloaded ioctl(); white space is changed.
 */
final class NvmeCliJson {
  static final String ID_CTRL =
      """
      {"vid":10757,"ssvid":29775,"sn":"S3RIAL-0123456789XYZ",
      "mn":"Orion Test Model                        ","fr":"1.0.2   ","rab":109,"ieee":6043410,
      "cmic":1,"mdts":38,"cntlid":28747,"ver":73349653,"rtd3r":410209833,"rtd3e":738681405,
      "oaes":1075541585,"ctratt":1412368997,"rrls":7801,"cntrltype":16,
      "fguid":"355a7f24-496e-1338-5d02-274c71163b60","crdt1":13584,"crdt2":32602,"crdt3":18724,
      "nvmsr":33,"vwci":70,"mec":107,"oacs":16411,"acl":101,"aerl":10,"frmw":47,"lpa":84,
      "elpe":121,"npss":3,"avscc":67,"apsta":104,"wctemp":12813,"cctemp":31831,"mtfa":17953,
      "hmpre":1513427051,"hmmin":1850287231,"tnvmcap":"82544302191671886510153127255481333779",
      "unvmcap":"19155764808921222154177200953651693667","rpmbs":578639923,"edstt":27719,
      "dsto":17,"fwug":54,"kas":91,"hctma":18981,"mntmt":5231,"mxtmt":24121,
      "sanicap":1917659139,"hmminds":107035671,"hmmaxd":20523,"nsetidmax":6773,
      "endgidmax":25663,"anatt":9,"anacap":46,"anagrpmax":1109227603,"nanagrpid":1446055015,
      "pels":1782915195,"domainid":13327,"megcap":"157270372559184483215200724228427313227",
      "sqes":49,"cqes":86,"maxcmd":8315,"nn":873425477,"oncs":32345,"fuses":18467,"fna":109,
      "vwc":18,"awun":23607,"awupf":9729,"icsvscc":75,"nwpc":112,"acwu":14869,"ocfs":1119,
      "sgls":410209833,"mnan":738681405,"maxdna":"165277016486735976473162479697410094673",
      "maxcna":275465761,"subnqn":"nqn.2014-08.org.nvmexpress:uuid:f81d4fae","ioccsz":241779743,
      "iorcsz":578639923,"icdoff":27719,"fcatt":17,"msdbd":54,"ofcs":91,
      "psds":[{"max_power":23093,"flags":3,"entry_lat":940797513,"exit_lat":1277624925,
      "read_tput":113,"read_lat":22,"write_tput":59,"write_lat":96,"idle_power":10757,
      "idle_scale":1,"active_power":15897,"active_power_work":2,"active_scale":2},
      {"max_power":31317,"flags":0,"entry_lat":1479741033,"exit_lat":1816601213,"read_tput":17,
      "read_lat":54,"write_tput":91,"write_lat":0,"idle_power":18981,"idle_scale":2,
      "active_power":24121,"active_power_work":1,"active_scale":1},{"max_power":6773,
      "flags":100,"entry_lat":2018717193,"exit_lat":208093725,"read_tput":49,"read_lat":86,
      "write_tput":123,"write_lat":32,"idle_power":27205,"idle_scale":0,"active_power":32345,
      "active_power_work":7,"active_scale":3},{"max_power":14869,"flags":4,
      "entry_lat":410209833,"exit_lat":738681405,"read_tput":81,"read_lat":118,"write_tput":27,
      "write_lat":64,"idle_power":2661,"idle_scale":0,"active_power":7801,"active_power_work":3,
      "active_scale":1}]}
      """;

  static final String ID_NS =
      """
      {"nsze":604395054044228101,"ncap":3461973168400847405,"nuse":6355439344427170389,
      "nsfeat":31,"nlbaf":3,"flbas":18,"mc":108,"dpc":17,"dps":54,"nmic":91,"rescap":0,"fpi":37,
      "dlfeat":74,"nawun":5231,"nawupf":24121,"nacwu":10243,"nabsn":29261,"nabo":15383,
      "nabspf":1633,"noiob":20523,"nvmcap":"43175696551961620670930298014072248949","nsattr":84,
      "nvmsetid":7801,"npwg":27205,"npwa":13327,"npdg":32345,"npda":18467,"nows":4717,
      "mssrl":23607,"mcl":1883973121,"msrc":21,"nulbaf":0,"anagrpid":1075541585,"endgid":26691,
      "eui64":"5d02274c71163b60","nguid":"0d32577c21466b10355a7f24496e1338","lbafs":[{"ms":0,
      "ds":9,"rp":0},{"ms":8,"ds":9,"rp":2},{"ms":0,"ds":12,"rp":0},{"ms":64,"ds":12,"rp":1}]}
      """;

  static final String ZNS_ID_NS =
      """
      {"zoc":10757,"ozcs":29775,"mar":140721689,"mor":477581869,"rrl":806053441,
      "frl":1142913621,"rrl1":1479741033,"rrl2":1816601213,"rrl3":5977617,"frl1":1142913621,
      "frl2":1142913621,"frl3":1142913621,"numzrwa":1344996961,"zrwafg":6773,"zrwasz":25663,
      "zrwacap":9,"lbafe":[{"zsze":1715543159,"zdes":31},{"zsze":907111495,"zdes":111},
      {"zsze":107035671,"zdes":1},{"zsze":1446055015,"zdes":15}]}
      """;

  static final String ZNS_ID_CTRL =
      """
      {"zasl":5}
      """;

  static final String NVM_ID_NS =
      """
      {"lbstm":604395054044228101,"pic":45,"elbafs":[{"sts":65,"pif":0},{"sts":85,"pif":0},
      {"sts":105,"pif":0},{"sts":125,"pif":0}]}
      """;

  static final String NVM_ID_CTRL =
      """
      {"vsl":5,"wzsl":42,"wusl":79,"dmrl":116,"dmrsl":140721689,"dmsl":3461973168400847405}
      """;

  static final String SMART_LOG =
      """
      {"critical_warning":5,"temperature":300,"avail_spare":116,"spare_thresh":25,
      "percent_used":62,"endurance_grp_critical_warning_summary":99,
      "data_units_read":"106561637825897098870188099617246104101",
      "data_units_written":"43175696551961620670930298014072248949",
      "host_read_commands":"149263728631632989957239109496932887109",
      "host_write_commands":"85213183500855717596140379078475594261",
      "controller_busy_time":"21824646118105053240164452776645954149",
      "power_cycles":"127912688299367143095176306886612834869",
      "power_on_hours":"78540980227896139881172249523137426704",
      "unsafe_shutdowns":"15152442845145475525196323219160302944",
      "media_errors":"121240485026408169843117984643714536752",
      "num_err_log_entries":"57189929754580233698184907473545733376",
      "warning_temp_time":1058698576,"critical_comp_time":1395525988,
      "temperature_sensor_1":7544,"temperature_sensor_2":26434,"temperature_sensor_4":31574,
      "temperature_sensor_5":17696,"temperature_sensor_6":3946,"temperature_sensor_7":22836,
      "temperature_sensor_8":9086,"thm_temp1_trans_count":923954504,
      "thm_temp2_trans_count":1260781916,"thm_temp1_total_time":1597642096,
      "thm_temp2_total_time":1934502148}
      """;

  static final String ERROR_LOG =
      """
      {"errors":[{"error_count":604395054044228101,"sqid":21037,"cmdid":7287,
      "status_field":8578,"phase_tag":1,"parm_error_location":12299,"lba":6355439344427170389,
      "nsid":1816601213,"vs":17,"trtype":3,"cs":2883251785696234021,"trtype_spec_info":29261},
      {"error_count":5198137316506298949,"sqid":4717,"cmdid":23607,"status_field":128,
      "phase_tag":0,"parm_error_location":28747,"lba":1761837817305971221,"nsid":738681405,
      "vs":81,"trtype":0,"cs":7512882109836364389,"trtype_spec_info":12813}]}
      """;

  static final String FW_LOG =
      """
      {"null":{"Active Firmware Slot (afi)":33,
      "Firmware Rev Slot 1":"2314885608363798065 (1.0.2...)",
      "Firmware Rev Slot 2":"3761425169180082753 (AB12CD34)",
      "Firmware Rev Slot 3":"376 (x.......)"}}
      """;

  static final String REPORT_ZONES =
      """
      {"nr_zones":3,"zone_list":[{"slba":1761837817305971221,"wp":4619415933801685565,
      "cap":8091602942785163885,"state":"IMP_OPENED","type":"SEQWRITE_REQ","attrs":13,
      "ext_data":[".5Z.$In.8].'Lq.;","`.*Ot.>c.-Rw.Af.","0Uz.Di.3X}\\"Gl.6[",
      ".%Jo.9^.(Mr.<a.+"]},{"slba":2557579718524814624,"wp":5415017097532173640,
      "cap":8887344844004007288,"state":"FULL","type":"SEQWRITE_REQ","attrs":2,
      "ext_data":"Not valid"},{"slba":3317292822724694059,"wp":6210758998751017043,
      "cap":459714708368074755,"state":"Unknown State","type":"Unknown","attrs":0,
      "ext_data":["&Kp.:_.)Ns.=b.,Q","v.@e./Ty.Ch.2W|!","Fk.5Z.$In.8].'Lq",
      ".;`.*Ot.>c.-Rw.A"]}]}
      """;

  static final String NS_DESCS =
      """
      {"ns-descs":[{"loc":0,"nidt":1,"nidl":8,"type":"eui64","eui64":"052a4f74193e6308"},
      {"loc":12,"nidt":2,"nidl":16,"type":"nguid","nguid":"2d52771c41660b30557a1f44690e3358"},
      {"loc":38,"nidt":3,"nidl":16,"type":"uuid",
      "uuid":"7d22476c-1136-5b00-254a-6f14395e0328"}]}
      """;

  static final String LIST_NS =
      """
      {"nsid_list":[{"nsid":1},{"nsid":2},{"nsid":195935983}]}
      """;

  static final String EFFECTS_LOG =
      """
      [{"command_set_identifier":2,"admin_cmd_set":{"ACS_2 (Get Log Page)":1,
      "ACS_128 (Format NVM)":131103,"ACS_193 (Unknown)":1},"io_cmd_set":{"IOCS_1 (Write)":3,
      "IOCS_125 (Zone Append)":524291}}]
      """;

  private NvmeCliJson() {}
}
